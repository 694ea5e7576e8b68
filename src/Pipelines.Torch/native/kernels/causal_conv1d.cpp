// A short convolution over time of each channel by itself, and silu of it: out[t] = silu(bias + Σ weight[i] · x[t - width + 1 + i])
// (Gu & Dao, arXiv:2312.00752). Saves its inputs alone: the backward pass convolves again.
#include "kernel.h"
#include "product.h"

namespace pipelines {
namespace {

using OptionalTensor = torch::optional<Tensor>;

// Steps of time that a task takes, all channels of each: rows are read as they lie.
constexpr int64_t Steps = 64;
constexpr int64_t Widest = 8;

// x, out [batch, time, channels]; past [batch, width - 1, channels] or null; taps [width + 1, channels]: the weights, then the bias.
template <class T>
struct Convolution {
    int64_t batch, time, channels;
    bool silu;
    const T *x, *past;
    const float* taps;

    int64_t blocks() const { return (time + Steps - 1) / Steps; }
    int64_t at(int64_t b, int64_t t) const { return (b * time + t) * channels; }

    // The rows that output t is made of; null where nothing was before.
    template <int Taps>
    void inputs(int64_t b, int64_t t, const T* (&rows)[Taps]) const {
        for (int i = 0; i < Taps; i++) {
            const int64_t from = t - Taps + 1 + i;
            rows[i] = from >= 0 ? x + at(b, from) : past ? past + (b * (Taps - 1) + from + Taps - 1) * channels : nullptr;
        }
    }

    template <int Taps>
    Lanes mixed(const T* const (&rows)[Taps], int64_t c) const {
        Lanes total = tap(Taps, c);
#pragma GCC unroll 8
        for (int i = 0; i < Taps; i++) if (rows[i]) total += tap(i, c) * load(rows[i] + c, channels - c);
        return total;
    }

    Lanes tap(int i, int64_t c) const { return load(taps + i * channels + c, channels - c); }

    template <int Taps>
    void forward(int64_t b, int64_t from, int64_t to, T* out) const {
        const T* rows[Taps];
        for (int64_t t = from; t < to; t++) {
            inputs<Taps>(b, t, rows);
            for (int64_t c = 0; c < channels; c += Width) {
                const Lanes total = mixed<Taps>(rows, c);
                store(out + at(b, t) + c, silu ? total * sigmoid(total) : total, channels - c);
            }
        }
    }

    // Backwards in time: an input's gradient is complete once those of the outputs from its own on are known, a few of which lie
    // beyond the task's end.
    template <int Taps>
    void backward(int64_t b, int64_t from, int64_t to, const T* grad, T* grad_x, float* grad_taps) const {
        const int64_t stride = padded(channels);
        Block<float> later(Taps * stride), sums((Taps + 1) * stride);
        std::fill(later.data, later + Taps * stride, 0.0f);
        std::fill(sums.data, sums + (Taps + 1) * stride, 0.0f);
        const T* rows[Taps];
        for (int64_t t = std::min(to + Taps - 2, time - 1); t >= from; t--) {
            inputs<Taps>(b, t, rows);
            for (int64_t c = 0; c < channels; c += Width) {
                Lanes g = load(grad + at(b, t) + c, channels - c);
                if (silu) {
                    const Lanes total = mixed<Taps>(rows, c), s = sigmoid(total);
                    g *= s * (1.0f + total * (1.0f - s));
                }
                store(later + t % Taps * stride + c, g);
                if (t < to) finish<Taps>(t, c, stride, g, rows, later, sums, grad_x + at(b, t));
            }
        }
        for (int i = 0; i <= Taps; i++) std::memcpy(grad_taps + i * channels, sums + i * stride, channels * sizeof(float));
    }

    template <int Taps>
    void finish(int64_t t, int64_t c, int64_t stride, Lanes g, const T* const (&rows)[Taps], const float* later, float* sums,
                T* grad_x) const {
        Lanes total = {};
#pragma GCC unroll 8
        for (int i = 0; i < Taps; i++) {
            float* sum = sums + i * stride + c;
            if (rows[i]) store(sum, load(sum) + g * load(rows[i] + c, channels - c));
            total += tap(i, c) * load(later + (t + Taps - 1 - i) % Taps * stride + c);
        }
        store(sums + Taps * stride + c, load(sums + Taps * stride + c) + g);
        store(grad_x + c, total, channels - c);
    }
};

template <class T>
Convolution<T> convolution(const Tensor& x, const Tensor& taps, const Tensor& past, bool silu) {
    return {x.size(0), x.size(1), x.size(2), silu, pointer<T>(x), past.defined() ? pointer<T>(past) : nullptr, pointer<float>(taps)};
}

// Calls body(Size<width>).
template <class F>
void for_width(int64_t width, F&& body) {
    switch (width) {
        case 1: return body(Size<1>());
        case 2: return body(Size<2>());
        case 3: return body(Size<3>());
        case 4: return body(Size<4>());
        case 5: return body(Size<5>());
        case 6: return body(Size<6>());
        case 7: return body(Size<7>());
        default: return body(Size<8>());
    }
}

// Calls body(task, batch entry, first step, end) for every task.
template <class T, class F>
void for_steps(const Convolution<T>& convolution, F&& body) {
    const int64_t blocks = convolution.blocks();
    for_tasks(convolution.batch * blocks, [&](int64_t i) {
        const int64_t from = i % blocks * Steps;
        body(i, i / blocks, from, std::min(from + Steps, convolution.time));
    });
}

struct CausalConv1d : Function<CausalConv1d> {
    static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& weight, const OptionalTensor& bias,
                          const OptionalTensor& past, bool silu) {
        Tensor in = x.contiguous(), out = at::empty_like(in), before = past ? past->to(x.scalar_type()).contiguous() : Tensor();
        Tensor last = bias ? *bias : at::zeros({weight.size(0)}, weight.options());
        Tensor taps = at::cat({weight.t(), last.unsqueeze(0)});
        for_type(in, [&](auto* type) {
            using T = std::remove_pointer_t<decltype(type)>;
            const auto conv = convolution<T>(in, taps, before, silu);
            for_width(weight.size(1), [&](auto width) {
                for_steps(conv, [&](int64_t, int64_t b, int64_t from, int64_t to) {
                    conv.template forward<width()>(b, from, to, pointer<T>(out));
                });
            });
        });
        context->save_for_backward({in, taps, before});
        context->saved_data["silu"] = silu;
        context->saved_data["biased"] = bias.has_value();
        return out;
    }

    static variable_list backward(AutogradContext* context, variable_list grads) {
        refuse_second_derivative("causal_conv1d");
        auto saved = context->get_saved_variables();
        const Tensor &x = saved[0], &taps = saved[1];
        const int64_t width = taps.size(0) - 1, tasks = x.size(0) * ((x.size(1) + Steps - 1) / Steps);
        Tensor grad = grads[0].contiguous(), grad_x = at::empty_like(x), shares = at::empty({tasks, width + 1, x.size(2)}, taps.options());
        for_type(x, [&](auto* type) {
            using T = std::remove_pointer_t<decltype(type)>;
            const auto conv = convolution<T>(x, taps, saved[2], context->saved_data["silu"].toBool());
            for_width(width, [&](auto width) {
                for_steps(conv, [&](int64_t task, int64_t b, int64_t from, int64_t to) {
                    conv.template backward<width()>(b, from, to, pointer<T>(grad), pointer<T>(grad_x),
                                                    pointer<float>(shares) + task * taps.numel());
                });
            });
        });
        Tensor total = shares.sum(0), grad_weight = total.narrow(0, 0, width).t();
        return {grad_x, grad_weight, context->saved_data["biased"].toBool() ? total[width] : Tensor(), Tensor(), Tensor()};
    }
};

Tensor causal_conv1d(const Tensor& x, const Tensor& weight, const OptionalTensor& bias, const OptionalTensor& past, bool silu) {
    check_activation("causal_conv1d", "x", x);
    check_float("causal_conv1d", "weight", weight);
    TORCH_CHECK(x.dim() == 3 && weight.dim() == 2 && x.size(2) == weight.size(0), "causal_conv1d: x ", x.sizes(),
                " and weight ", weight.sizes(), " must be [batch, time, channels] and [channels, width]");
    TORCH_CHECK(weight.size(1) >= 1 && weight.size(1) <= Widest, "causal_conv1d: a weight is 1 to ", Widest,
                " wide, not ", weight.size(1));
    if (bias) {
        check_float("causal_conv1d", "bias", *bias);
        TORCH_CHECK(bias->dim() == 1 && bias->size(0) == weight.size(0), "causal_conv1d: weight ", weight.sizes(),
                    " takes a bias of its first dimension, not ", bias->sizes());
    }
    const std::vector<int64_t> before{x.size(0), weight.size(1) - 1, x.size(2)};
    TORCH_CHECK(!past || (past->sizes() == before && !past->requires_grad()), "causal_conv1d: past must be ", at::IntArrayRef(before),
                " without gradient, not ", past->sizes());
    return CausalConv1d::apply(x, weight, bias, past, silu);
}

} // namespace

TORCH_LIBRARY_FRAGMENT(pipelines, library) {
    library.def("causal_conv1d(Tensor x, Tensor weight, Tensor? bias=None, Tensor? past=None, bool silu=True) -> Tensor");
}
TORCH_LIBRARY_IMPL(pipelines, CompositeImplicitAutograd, library) { library.impl("causal_conv1d", causal_conv1d); }

} // namespace pipelines
