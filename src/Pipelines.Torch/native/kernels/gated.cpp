// Gated units, activation(gate) · up in one pass: SwiGLU with silu, GeGLU with the tanh form of gelu (Shazeer, arXiv:2002.05202).
// The backward pass recomputes the activation from the inputs.
#include "kernel.h"

namespace pipelines {
namespace {

// An activation and its derivative.
struct Curve {
    Lanes value, slope;
};

struct Silu {
    static constexpr const char* Kernel = "swiglu";

    static Curve at(Lanes x) {
        const Lanes s = sigmoid(x);
        return {x * s, s + x * s * (1.0f - s)};
    }
};

struct Gelu {
    static constexpr const char* Kernel = "geglu";

    static Curve at(Lanes x) {
        constexpr float Root = 0.7978845608028654f, Cubic = 0.044715f; // sqrt(2 / π)
        const Lanes t = tangent(Root * (x + Cubic * x * x * x));
        return {0.5f * x * (1.0f + t), 0.5f * (1.0f + t) + 0.5f * x * (1.0f - t * t) * Root * (1.0f + 3.0f * Cubic * x * x)};
    }
};

template <class Activation, class T>
void forward_span(const T* gate, const T* up, T* out, int64_t count) {
    for (int64_t i = 0; i < count; i += Width) {
        const int64_t here = std::min(Width, count - i);
        store(out + i, Activation::at(load(gate + i, here)).value * load(up + i, here), here);
    }
}

template <class Activation, class T>
void backward_span(const T* gate, const T* up, const T* grad, T* grad_gate, T* grad_up, int64_t count) {
    for (int64_t i = 0; i < count; i += Width) {
        const int64_t here = std::min(Width, count - i);
        const Curve curve = Activation::at(load(gate + i, here));
        const Lanes d = load(grad + i, here);
        store(grad_up + i, d * curve.value, here);
        store(grad_gate + i, d * load(up + i, here) * curve.slope, here);
    }
}

constexpr int64_t Grain = 8192;

template <class Activation>
struct Gated : Function<Gated<Activation>> {
    static Tensor forward(AutogradContext* context, const Tensor& gate, const Tensor& up) {
        Tensor g = gate.contiguous(), u = up.contiguous(), out = at::empty_like(g);
        for_type(g, [&](auto* type) {
            using T = std::remove_pointer_t<decltype(type)>;
            at::parallel_for(0, g.numel(), Grain, [&](int64_t from, int64_t to) {
                forward_span<Activation>(pointer<T>(g) + from, pointer<T>(u) + from, pointer<T>(out) + from, to - from);
            });
        });
        context->save_for_backward({g, u});
        return out;
    }

    static variable_list backward(AutogradContext* context, variable_list grads) {
        refuse_second_derivative(Activation::Kernel);
        auto saved = context->get_saved_variables();
        Tensor g = saved[0], u = saved[1], grad = grads[0].contiguous();
        Tensor grad_gate = at::empty_like(g), grad_up = at::empty_like(u);
        for_type(g, [&](auto* type) {
            using T = std::remove_pointer_t<decltype(type)>;
            at::parallel_for(0, g.numel(), Grain, [&](int64_t from, int64_t to) {
                backward_span<Activation>(pointer<T>(g) + from, pointer<T>(u) + from, pointer<T>(grad) + from,
                                          pointer<T>(grad_gate) + from, pointer<T>(grad_up) + from, to - from);
            });
        });
        return {grad_gate, grad_up};
    }
};

template <class Activation>
Tensor gated(const Tensor& gate, const Tensor& up) {
    check_activation(Activation::Kernel, "gate", gate);
    check_same(Activation::Kernel, "gate", gate, "up", up);
    return Gated<Activation>::apply(gate, up);
}

} // namespace

TORCH_LIBRARY_FRAGMENT(pipelines, library) {
    library.def("swiglu(Tensor gate, Tensor up) -> Tensor");
    library.def("geglu(Tensor gate, Tensor up) -> Tensor");
}
TORCH_LIBRARY_IMPL(pipelines, CompositeImplicitAutograd, library) {
    library.impl("swiglu", gated<Silu>);
    library.impl("geglu", gated<Gelu>);
}

} // namespace pipelines
