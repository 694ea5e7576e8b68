// RMSNorm of x · silu(gate) over equal groups of channels: what a Mamba-2 layer ends with (Dao & Gu, arXiv:2405.21060).
// Computes in float whatever x is; saves its inputs alone and gates again in the backward pass.
#include "kernel.h"
#include <cmath>

namespace pipelines {
namespace {

// Rows whose share of the weight's gradient is summed together; fixed, so that the sum does not depend on the threads.
constexpr int64_t BlockRows = 64;

// gated = x · silu(gate); returns its inverse root mean square.
template <class T>
float gate_row(const T* x, const T* gate, int64_t count, float eps, float* gated) {
    Lanes squares = {};
    for (int64_t i = 0; i < count; i += Width) {
        const Lanes g = load(gate + i, count - i), value = load(x + i, count - i) * g * sigmoid(g);
        store(gated + i, value);
        squares += value * value; // lanes that are not there are zero
    }
    return 1.0f / std::sqrt(sum(squares) / count + eps);
}

template <class T>
void forward_row(const T* x, const T* gate, const float* weight, int64_t count, float eps, float* gated, T* out) {
    const float scale = gate_row(x, gate, count, eps, gated);
    for (int64_t i = 0; i < count; i += Width) store(out + i, load(gated + i) * scale * load(weight + i, count - i), count - i);
}

// The gradients of one group of one row; adds its share to grad_weight.
template <class T>
void backward_row(const T* x, const T* gate, const float* weight, const T* grad, int64_t count, float eps, float* gated, T* grad_x,
                  T* grad_gate, float* grad_weight) {
    const float scale = gate_row(x, gate, count, eps, gated);
    Lanes dots = {};
    for (int64_t i = 0; i < count; i += Width)
        dots += load(gated + i) * load(grad + i, count - i) * load(weight + i, count - i);
    const float pull = scale * scale * sum(dots) / count;
    for (int64_t i = 0; i < count; i += Width) {
        const int64_t here = count - i;
        const Lanes value = load(gated + i), d = load(grad + i, here), g = load(gate + i, here), s = sigmoid(g);
        const Lanes grad_gated = scale * (d * load(weight + i, here) - value * pull);
        store(grad_x + i, grad_gated * g * s, here);
        store(grad_gate + i, grad_gated * load(x + i, here) * s * (1.0f + g * (1.0f - s)), here);
        store(grad_weight + i, load(grad_weight + i, here) + d * value * scale, here);
    }
}

struct GatedRmsNorm : Function<GatedRmsNorm> {
    static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& gate, const Tensor& weight, double eps,
                          int64_t groups) {
        Tensor in = x.contiguous(), g = gate.contiguous(), w = weight.contiguous(), out = at::empty_like(in);
        const int64_t channels = w.numel(), count = channels / groups, rows = in.numel() / std::max<int64_t>(1, channels);
        for_type(in, [&](auto* type) {
            using T = std::remove_pointer_t<decltype(type)>;
            at::parallel_for(0, rows, row_grain(channels), [&](int64_t from, int64_t to) {
                Block<float> gated(count + Width);
                for (int64_t at = from * channels; at < to * channels; at += count)
                    forward_row(pointer<T>(in) + at, pointer<T>(g) + at, pointer<float>(w) + at % channels, count, eps, gated,
                                pointer<T>(out) + at);
            });
        });
        context->save_for_backward({in, g, w});
        context->saved_data["eps"] = eps;
        context->saved_data["groups"] = groups;
        return out;
    }

    static variable_list backward(AutogradContext* context, variable_list grads) {
        refuse_second_derivative("gated_rms_norm");
        auto saved = context->get_saved_variables();
        const Tensor &x = saved[0], &g = saved[1], &w = saved[2];
        const float eps = context->saved_data["eps"].toDouble();
        const int64_t channels = w.numel(), count = channels / context->saved_data["groups"].toInt();
        const int64_t rows = x.numel() / std::max<int64_t>(1, channels), blocks = (rows + BlockRows - 1) / BlockRows;
        Tensor grad = grads[0].contiguous(), grad_x = at::empty_like(x), grad_gate = at::empty_like(g);
        Tensor shares = at::zeros({blocks, channels}, w.options());
        for_type(x, [&](auto* type) {
            using T = std::remove_pointer_t<decltype(type)>;
            for_tasks(blocks, [&](int64_t block) {
                Block<float> gated(count + Width);
                const int64_t last = std::min((block + 1) * BlockRows, rows) * channels;
                for (int64_t at = block * BlockRows * channels; at < last; at += count)
                    backward_row(pointer<T>(x) + at, pointer<T>(g) + at, pointer<float>(w) + at % channels, pointer<T>(grad) + at, count,
                                 eps, gated, pointer<T>(grad_x) + at, pointer<T>(grad_gate) + at,
                                 pointer<float>(shares) + block * channels + at % channels);
            });
        });
        return {grad_x, grad_gate, shares.sum(0), Tensor(), Tensor()};
    }
};

Tensor gated_rms_norm(const Tensor& x, const Tensor& gate, const Tensor& weight, double eps, int64_t groups) {
    check_activation("gated_rms_norm", "x", x);
    check_same("gated_rms_norm", "x", x, "gate", gate);
    check_float("gated_rms_norm", "weight", weight);
    TORCH_CHECK(weight.dim() == 1 && x.dim() >= 1 && x.size(-1) == weight.numel(), "gated_rms_norm: x ", x.sizes(),
                " takes a weight of its last dimension, not ", weight.sizes());
    TORCH_CHECK(groups > 0 && weight.numel() > 0 && weight.numel() % groups == 0, "gated_rms_norm: ", weight.numel(),
                " channels do not make ", groups, " groups");
    return GatedRmsNorm::apply(x, gate, weight, eps, groups);
}

} // namespace

TORCH_LIBRARY_FRAGMENT(pipelines, library) {
    library.def("gated_rms_norm(Tensor x, Tensor gate, Tensor weight, float eps, int groups=1) -> Tensor");
}
TORCH_LIBRARY_IMPL(pipelines, CompositeImplicitAutograd, library) { library.impl("gated_rms_norm", gated_rms_norm); }

} // namespace pipelines
