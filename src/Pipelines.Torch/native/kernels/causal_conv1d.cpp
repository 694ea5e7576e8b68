// A short convolution over time of each channel by itself, and silu of it: out[t] = silu(bias + Σ weight[i] · x[t - width + 1 + i])
// (Gu & Dao, arXiv:2312.00752). Saves its inputs alone: the backward pass convolves again.
#include "kernel.h"
#include "product.h"

namespace pipelines {
namespace {

using OptionalTensor = torch::optional<Tensor>;

// Channels that a task takes.
constexpr int64_t Stripe = 64;
constexpr int64_t Widest = 8;

// x, out [batch, time, channels]; past [batch, width - 1, channels] or null; taps [width + 1, channels]: the weights, then the bias.
template <class T>
struct Convolution {
    int64_t batch, time, channels;
    bool silu;
    const T *x, *past;
    const float* taps;

    int64_t at(int64_t b, int64_t t, int64_t c) const { return (b * time + t) * channels + c; }

    // The input `t` steps after the first; before it lies the past.
    template <int Taps>
    Lanes input(int64_t b, int64_t t, int64_t c) const {
        if (t >= 0) return load(x + at(b, t, c), channels - c);
        return past ? load(past + (b * (Taps - 1) + t + Taps - 1) * channels + c, channels - c) : Lanes{};
    }

    template <int Taps>
    void read_taps(int64_t c, Lanes (&tap)[Taps + 1]) const {
        for (int i = 0; i <= Taps; i++) tap[i] = load(taps + i * channels + c, channels - c);
    }

    template <int Taps>
    static Lanes mixed(const Lanes (&tap)[Taps + 1], const Lanes (&inputs)[Taps]) {
        Lanes total = tap[Taps];
#pragma GCC unroll 8
        for (int i = 0; i < Taps; i++) total += tap[i] * inputs[i];
        return total;
    }

    // One vector of channels over all time; the last inputs stay in registers.
    template <int Taps>
    void forward(int64_t b, int64_t c, T* out) const {
        Lanes tap[Taps + 1], inputs[Taps] = {};
        read_taps<Taps>(c, tap);
        for (int i = 1; i < Taps; i++) inputs[i] = input<Taps>(b, i - Taps, c);
        for (int64_t t = 0; t < time; t++) {
#pragma GCC unroll 8
            for (int i = 0; i + 1 < Taps; i++) inputs[i] = inputs[i + 1];
            inputs[Taps - 1] = load(x + at(b, t, c), channels - c);
            const Lanes total = mixed<Taps>(tap, inputs);
            store(out + at(b, t, c), silu ? total * sigmoid(total) : total, channels - c);
        }
    }

    // Backwards in time: an input's gradient is complete once those of the outputs from its own on are known.
    template <int Taps>
    void backward(int64_t b, int64_t c, const T* grad, T* grad_x, float* grad_taps) const {
        Lanes tap[Taps + 1], inputs[Taps] = {}, later[Taps] = {}, sums[Taps + 1] = {};
        read_taps<Taps>(c, tap);
        for (int i = 0; i + 1 < Taps; i++) inputs[i] = input<Taps>(b, time - Taps + 1 + i, c);
        for (int64_t t = time - 1; t >= 0; t--) {
#pragma GCC unroll 8
            for (int i = Taps - 1; i > 0; i--) later[i] = later[i - 1];
#pragma GCC unroll 8
            for (int i = Taps - 1; i > 0; i--) inputs[i] = inputs[i - 1];
            inputs[0] = input<Taps>(b, t - Taps + 1, c);
            Lanes g = load(grad + at(b, t, c), channels - c);
            if (silu) {
                const Lanes total = mixed<Taps>(tap, inputs), s = sigmoid(total);
                g *= s * (1.0f + total * (1.0f - s));
            }
            later[0] = g;
            Lanes total = {};
#pragma GCC unroll 8
            for (int i = 0; i < Taps; i++) {
                sums[i] += g * inputs[i];
                total += tap[i] * later[Taps - 1 - i];
            }
            sums[Taps] += g;
            store(grad_x + at(b, t, c), total, channels - c);
        }
        for (int i = 0; i <= Taps; i++) store(grad_taps + i * channels + c, sums[i], channels - c);
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

// Calls body(batch entry, first channel) for every vector of channels.
template <class T, class F>
void for_vectors(const Convolution<T>& convolution, F&& body) {
    const int64_t stripes = (convolution.channels + Stripe - 1) / Stripe;
    for_tasks(convolution.batch * stripes, [&](int64_t i) {
        const int64_t from = i % stripes * Stripe, to = std::min(from + Stripe, convolution.channels);
        for (int64_t c = from; c < to; c += Width) body(i / stripes, c);
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
                for_vectors(conv, [&](int64_t b, int64_t c) { conv.template forward<width()>(b, c, pointer<T>(out)); });
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
        const int64_t width = taps.size(0) - 1, batch = x.size(0);
        Tensor grad = grads[0].contiguous(), grad_x = at::empty_like(x), shares = at::empty({batch, width + 1, x.size(2)}, taps.options());
        for_type(x, [&](auto* type) {
            using T = std::remove_pointer_t<decltype(type)>;
            const auto conv = convolution<T>(x, taps, saved[2], context->saved_data["silu"].toBool());
            for_width(width, [&](auto width) {
                for_vectors(conv, [&](int64_t b, int64_t c) {
                    conv.template backward<width()>(b, c, pointer<T>(grad), pointer<T>(grad_x), pointer<float>(shares) + b * taps.numel());
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
    TORCH_CHECK(weight.size(1) >= 1 && weight.size(1) <= Widest, "causal_conv1d: the kernel is 1 to ", Widest, " wide, not ", weight.size(1));
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
