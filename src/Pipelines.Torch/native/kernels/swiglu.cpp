// SwiGLU: silu(gate) · up in one pass; the backward pass recomputes the sigmoid from the inputs (Shazeer, arXiv:2002.05202).
#include "kernel.h"

namespace pipelines {
namespace {

template <class T>
void forward_span(const T* gate, const T* up, T* out, int64_t count) {
    for (int64_t i = 0; i < count; i += Width) {
        const int64_t here = std::min(Width, count - i);
        Lanes g = load(gate + i, here);
        store(out + i, g / (1.0f + exponential(-g)) * load(up + i, here), here);
    }
}

template <class T>
void backward_span(const T* gate, const T* up, const T* grad, T* grad_gate, T* grad_up, int64_t count) {
    for (int64_t i = 0; i < count; i += Width) {
        const int64_t here = std::min(Width, count - i);
        Lanes g = load(gate + i, here), d = load(grad + i, here);
        Lanes sigmoid = 1.0f / (1.0f + exponential(-g));
        Lanes silu = g * sigmoid;
        store(grad_up + i, d * silu, here);
        store(grad_gate + i, d * load(up + i, here) * (sigmoid + silu * (1.0f - sigmoid)), here);
    }
}

constexpr int64_t Grain = 8192;

struct SwiGlu : Function<SwiGlu> {
    static Tensor forward(AutogradContext* context, const Tensor& gate, const Tensor& up) {
        Tensor g = gate.contiguous(), u = up.contiguous(), out = at::empty_like(g);
        for_type(g, [&](auto* type) {
            using T = std::remove_pointer_t<decltype(type)>;
            at::parallel_for(0, g.numel(), Grain, [&](int64_t from, int64_t to) {
                forward_span(pointer<T>(g) + from, pointer<T>(u) + from, pointer<T>(out) + from, to - from);
            });
        });
        context->save_for_backward({g, u});
        return out;
    }

    static variable_list backward(AutogradContext* context, variable_list grads) {
        refuse_second_derivative("swiglu");
        auto saved = context->get_saved_variables();
        Tensor g = saved[0], u = saved[1], grad = grads[0].contiguous();
        Tensor grad_gate = at::empty_like(g), grad_up = at::empty_like(u);
        for_type(g, [&](auto* type) {
            using T = std::remove_pointer_t<decltype(type)>;
            at::parallel_for(0, g.numel(), Grain, [&](int64_t from, int64_t to) {
                backward_span(pointer<T>(g) + from, pointer<T>(u) + from, pointer<T>(grad) + from, pointer<T>(grad_gate) + from,
                              pointer<T>(grad_up) + from, to - from);
            });
        });
        return {grad_gate, grad_up};
    }
};

Tensor swiglu(const Tensor& gate, const Tensor& up) {
    check_activation("swiglu", "gate", gate);
    check_same("swiglu", "gate", gate, "up", up);
    return SwiGlu::apply(gate, up);
}

} // namespace

TORCH_LIBRARY_FRAGMENT(pipelines, library) { library.def("swiglu(Tensor gate, Tensor up) -> Tensor"); }
TORCH_LIBRARY_IMPL(pipelines, CompositeImplicitAutograd, library) { library.impl("swiglu", swiglu); }

} // namespace pipelines
