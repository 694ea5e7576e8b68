// A short convolution over time of each channel by itself, and silu of it: out[t] = silu(bias + Σ weight[i] · x[t - width + 1 + i])
// (Gu & Dao, arXiv:2312.00752). Saves its inputs alone: the backward pass convolves again.
#include "kernel.h"

namespace pipelines {
namespace {

using OptionalTensor = torch::optional<Tensor>;

// Channels that a task takes.
constexpr int64_t Stripe = 64;

// x, out [batch, time, channels]; past [batch, width - 1, channels] or null; taps [width + 1, channels]: the weights, then the bias.
template <class T>
struct Convolution {
    int64_t batch, time, channels, width;
    bool silu;
    const T *x, *past;
    const float* taps;

    Lanes input(int64_t b, int64_t t, int64_t c, int64_t here) const {
        if (t >= 0) return load(x + (b * time + t) * channels + c, here);
        return past ? load(past + (b * (width - 1) + t + width - 1) * channels + c, here) : Lanes{};
    }
    Lanes tap(int64_t i, int64_t c, int64_t here) const { return load(taps + i * channels + c, here); }
    Lanes mixed(int64_t b, int64_t t, int64_t c, int64_t here) const {
        Lanes total = tap(width, c, here);
        for (int64_t i = 0; i < width; i++) total += tap(i, c, here) * input(b, t - width + 1 + i, c, here);
        return total;
    }

    void forward(int64_t b, int64_t from, int64_t to, T* out) const {
        for (int64_t t = 0; t < time; t++)
            for (int64_t c = from; c < to; c += Width) {
                const Lanes total = mixed(b, t, c, to - c);
                store(out + (b * time + t) * channels + c, silu ? total * sigmoid(total) : total, to - c);
            }
    }

    // Backwards in time: an input's gradient is complete once those of the `width` outputs from its own on are known.
    void backward(int64_t b, int64_t from, int64_t to, const T* grad, T* grad_x, float* grad_taps) const {
        Block<float> later(width * Stripe);
        std::fill(later.data, later + width * Stripe, 0.0f);
        for (int64_t t = time - 1; t >= 0; t--)
            for (int64_t c = from; c < to; c += Width) {
                const int64_t here = to - c, at = (b * time + t) * channels + c;
                Lanes g = load(grad + at, here);
                if (silu) {
                    const Lanes total = mixed(b, t, c, here), s = sigmoid(total);
                    g *= s * (1.0f + total * (1.0f - s));
                }
                store(later + t % width * Stripe + c - from, g);
                add(grad_taps + width * channels + c, g, here);
                Lanes total = {};
                for (int64_t i = 0; i < width; i++) {
                    add(grad_taps + i * channels + c, g * input(b, t - width + 1 + i, c, here), here);
                    total += tap(i, c, here) * load(later + (t + width - 1 - i) % width * Stripe + c - from);
                }
                store(grad_x + at, total, here);
            }
    }

    static void add(float* to, Lanes value, int64_t here) { store(to, load(to, here) + value, here); }
};

template <class T>
Convolution<T> convolution(const Tensor& x, const Tensor& taps, const Tensor& past, bool silu) {
    return {x.size(0), x.size(1), x.size(2), taps.size(0) - 1, silu, pointer<T>(x), past.defined() ? pointer<T>(past) : nullptr,
            pointer<float>(taps)};
}

template <class T, class F>
void for_stripes(const Convolution<T>& convolution, F&& body) {
    const int64_t stripes = (convolution.channels + Stripe - 1) / Stripe;
    for_tasks(convolution.batch * stripes, [&](int64_t i) {
        const int64_t from = i % stripes * Stripe;
        body(i / stripes, from, std::min(from + Stripe, convolution.channels));
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
            for_stripes(conv, [&](int64_t b, int64_t from, int64_t to) { conv.forward(b, from, to, pointer<T>(out)); });
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
        Tensor grad = grads[0].contiguous(), grad_x = at::empty_like(x), shares = at::zeros({batch, width + 1, x.size(2)}, taps.options());
        for_type(x, [&](auto* type) {
            using T = std::remove_pointer_t<decltype(type)>;
            const auto conv = convolution<T>(x, taps, saved[2], context->saved_data["silu"].toBool());
            for_stripes(conv, [&](int64_t b, int64_t from, int64_t to) {
                conv.backward(b, from, to, pointer<T>(grad), pointer<T>(grad_x), pointer<float>(shares) + b * taps.numel());
            });
        });
        Tensor total = shares.sum(0), grad_weight = total.narrow(0, 0, width).t();
        return {grad_x, grad_weight, context->saved_data["biased"].toBool() ? total[width] : Tensor(), Tensor(), Tensor()};
    }
};

Tensor causal_conv1d(const Tensor& x, const Tensor& weight, const OptionalTensor& bias, const OptionalTensor& past, bool silu) {
    check_activation("causal_conv1d", "x", x);
    check_float("causal_conv1d", "weight", weight);
    TORCH_CHECK(x.dim() == 3 && weight.dim() == 2 && x.size(2) == weight.size(0) && weight.size(1) > 0, "causal_conv1d: x ", x.sizes(),
                " and weight ", weight.sizes(), " must be [batch, time, channels] and [channels, width]");
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
