// RMSNorm, alone and over a residual sum: x / sqrt(mean(x²) + eps) · weight (Zhang & Sennrich, arXiv:1910.07467).
// Computes in float whatever x is; saves x alone and finds the scale again in the backward pass.
#include "kernel.h"

namespace pipelines {
namespace {

// Rows whose share of the weight's gradient is summed together; fixed, so that the sum does not depend on the threads.
constexpr int64_t BlockRows = 64;

template <class T>
float inverse_rms(const T* x, int64_t dim, float eps) {
    Lanes squares = {};
    for (int64_t i = 0; i < dim; i += Width) {
        Lanes value = load(x + i, dim - i);
        squares += value * value;
    }
    return 1.0f / std::sqrt(sum(squares) / dim + eps);
}

template <class T>
void scale_row(const T* x, const float* weight, int64_t dim, float eps, T* out) {
    const float scale = inverse_rms(x, dim, eps);
    for (int64_t i = 0; i < dim; i += Width) store(out + i, load(x + i, dim - i) * scale * load(weight + i, dim - i), dim - i);
}

// The gradient of one row; adds its share to grad_weight, unless that is null. grad_sum, or null, is added: the residual's own gradient.
template <class T>
void backward_row(const T* x, const float* weight, const T* grad, const T* grad_sum, int64_t dim, float eps, T* grad_x,
                  float* grad_weight) {
    Lanes squares = {}, dots = {};
    for (int64_t i = 0; i < dim; i += Width) {
        Lanes value = load(x + i, dim - i);
        squares += value * value;
        dots += value * load(grad + i, dim - i) * load(weight + i, dim - i);
    }
    const float scale = 1.0f / std::sqrt(sum(squares) / dim + eps);
    const float pull = scale * scale * sum(dots) / dim;
    for (int64_t i = 0; i < dim; i += Width) {
        Lanes value = load(x + i, dim - i), g = load(grad + i, dim - i);
        Lanes result = scale * (g * load(weight + i, dim - i) - value * pull);
        if (grad_sum) result += load(grad_sum + i, dim - i);
        store(grad_x + i, result, dim - i);
        if (grad_weight) store(grad_weight + i, load(grad_weight + i, dim - i) + g * value * scale, dim - i);
    }
}

// out = rms_norm(x) by rows; where `branch` is defined, x is first summed with it into `total`.
void forward_rows(const Tensor& x, const Tensor& branch, const Tensor& weight, float eps, const Tensor& total, const Tensor& out) {
    const int64_t dim = weight.numel(), rows = dim == 0 ? 0 : x.numel() / dim;
    for_type(x, [&](auto* type) {
        using T = std::remove_pointer_t<decltype(type)>;
        at::parallel_for(0, rows, row_grain(dim), [&](int64_t from, int64_t to) {
            for (int64_t row = from; row < to; row++) {
                const int64_t at = row * dim;
                const T* source = pointer<T>(x) + at;
                if (branch.defined()) {
                    T* sums = pointer<T>(total) + at;
                    for (int64_t i = 0; i < dim; i += Width)
                        store(sums + i, load(source + i, dim - i) + load(pointer<T>(branch) + at + i, dim - i), dim - i);
                    source = sums;
                }
                scale_row(source, pointer<float>(weight), dim, eps, pointer<T>(out) + at);
            }
        });
    });
}

// The gradients of x and, where it learns, of weight; grad_sum may be undefined.
std::pair<Tensor, Tensor> backward_rows(const Tensor& x, const Tensor& weight, const Tensor& grad, const Tensor& grad_sum, float eps,
                                        bool learns) {
    const int64_t dim = weight.numel(), rows = dim == 0 ? 0 : x.numel() / dim, blocks = (rows + BlockRows - 1) / BlockRows;
    Tensor grad_x = at::empty_like(x), shares = learns ? at::zeros({blocks, dim}, weight.options()) : Tensor();
    for_type(x, [&](auto* type) {
        using T = std::remove_pointer_t<decltype(type)>;
        at::parallel_for(0, blocks, 1, [&](int64_t from, int64_t to) {
            for (int64_t row = from * BlockRows; row < std::min(to * BlockRows, rows); row++) {
                const int64_t at = row * dim;
                backward_row(pointer<T>(x) + at, pointer<float>(weight), pointer<T>(grad) + at,
                             grad_sum.defined() ? pointer<T>(grad_sum) + at : nullptr, dim, eps, pointer<T>(grad_x) + at,
                             learns ? pointer<float>(shares) + row / BlockRows * dim : nullptr);
            }
        });
    });
    return {grad_x, learns ? shares.sum(0) : Tensor()};
}

struct RmsNorm : Function<RmsNorm> {
    static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& weight, double eps) {
        Tensor in = x.contiguous(), w = weight.contiguous(), out = at::empty_like(in);
        forward_rows(in, {}, w, eps, {}, out);
        context->save_for_backward({in, w});
        context->saved_data["eps"] = eps;
        return out;
    }

    static variable_list backward(AutogradContext* context, variable_list grads) {
        refuse_second_derivative("rms_norm");
        auto saved = context->get_saved_variables();
        auto [grad_x, grad_weight] = backward_rows(saved[0], saved[1], grads[0].contiguous(), {}, context->saved_data["eps"].toDouble(),
                                                   context->needs_input_grad(1));
        return {grad_x, grad_weight, Tensor()};
    }
};

struct AddRmsNorm : Function<AddRmsNorm> {
    static variable_list forward(AutogradContext* context, const Tensor& x, const Tensor& branch, const Tensor& weight, double eps) {
        Tensor in = x.contiguous(), w = weight.contiguous(), total = at::empty_like(in), out = at::empty_like(in);
        forward_rows(in, branch.contiguous(), w, eps, total, out);
        context->set_materialize_grads(false);
        context->save_for_backward({total, w});
        context->saved_data["eps"] = eps;
        return {total, out};
    }

    static variable_list backward(AutogradContext* context, variable_list grads) {
        refuse_second_derivative("add_rms_norm");
        if (!grads[1].defined()) return {grads[0], grads[0], Tensor(), Tensor()};
        auto saved = context->get_saved_variables();
        auto [grad_x, grad_weight] = backward_rows(saved[0], saved[1], grads[1].contiguous(),
                                                   grads[0].defined() ? grads[0].contiguous() : Tensor(),
                                                   context->saved_data["eps"].toDouble(), context->needs_input_grad(2));
        return {grad_x, grad_x, grad_weight, Tensor()};
    }
};

void check(const char* kernel, const Tensor& x, const Tensor& weight) {
    check_activation(kernel, "x", x);
    check_float(kernel, "weight", weight);
    TORCH_CHECK(weight.dim() == 1 && x.dim() >= 1 && x.size(-1) == weight.numel(), kernel, ": x ", x.sizes(),
                " takes a weight of its last dimension, not ", weight.sizes());
}

Tensor rms_norm(const Tensor& x, const Tensor& weight, double eps) {
    check("rms_norm", x, weight);
    return RmsNorm::apply(x, weight, eps);
}

std::tuple<Tensor, Tensor> add_rms_norm(const Tensor& x, const Tensor& branch, const Tensor& weight, double eps) {
    check("add_rms_norm", x, weight);
    check_same("add_rms_norm", "x", x, "branch", branch);
    auto both = AddRmsNorm::apply(x, branch, weight, eps);
    return {both[0], both[1]};
}

} // namespace

TORCH_LIBRARY_FRAGMENT(pipelines, library) {
    library.def("rms_norm(Tensor x, Tensor weight, float eps) -> Tensor");
    library.def("add_rms_norm(Tensor x, Tensor branch, Tensor weight, float eps) -> (Tensor, Tensor)");
}
TORCH_LIBRARY_IMPL(pipelines, CompositeImplicitAutograd, library) {
    library.impl("rms_norm", rms_norm);
    library.impl("add_rms_norm", add_rms_norm);
}

} // namespace pipelines
