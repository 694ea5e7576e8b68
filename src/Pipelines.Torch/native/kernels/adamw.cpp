// AdamW over a list of parameters in one pass each (Loshchilov & Hutter, arXiv:1711.05101), and the clipping of their
// gradients to a global norm (Pascanu et al., arXiv:1211.5063).
#include "kernel.h"
#include <cmath>

namespace pipelines {
namespace {

constexpr int64_t Grain = 16384;

struct Factors {
    float keep, first, second, step, correction, eps;
};

void update(float* p, const float* g, float* m, float* v, int64_t count, Factors f) {
    for (int64_t i = 0; i < count; i += Width) {
        const int64_t here = count - i;
        Lanes grad = load(g + i, here), mean = load(m + i, here), square = load(v + i, here);
        mean += (grad - mean) * f.first;
        square = square * (1.0f - f.second) + grad * grad * f.second;
        store(m + i, mean, here);
        store(v + i, square, here);
        store(p + i, load(p + i, here) * f.keep - f.step * mean / (square_root(square) * f.correction + f.eps), here);
    }
}

void check_state(const char* name, const Tensor& tensor, const Tensor& parameter) {
    check_float("adamw_", name, tensor);
    TORCH_CHECK(tensor.sizes() == parameter.sizes() && tensor.is_contiguous(), "adamw_: ", name, " must be contiguous and ",
                parameter.sizes(), " as its parameter, not ", tensor.sizes());
}

// `step` counts from 1.
void adamw_(at::TensorList parameters, at::TensorList grads, at::TensorList means, at::TensorList squares, int64_t step, double lr,
            double beta1, double beta2, double eps, double weight_decay) {
    const size_t count = parameters.size();
    TORCH_CHECK(grads.size() == count && means.size() == count && squares.size() == count, "adamw_: ", count, " parameters take as many ",
                "gradients and moments, not ", grads.size(), ", ", means.size(), " and ", squares.size());
    TORCH_CHECK(step >= 1, "adamw_: step counts from 1, not ", step);
    const Factors factors{static_cast<float>(1 - lr * weight_decay), static_cast<float>(1 - beta1), static_cast<float>(1 - beta2),
                          static_cast<float>(lr / (1 - std::pow(beta1, step))),
                          static_cast<float>(1 / std::sqrt(1 - std::pow(beta2, step))), static_cast<float>(eps)};
    for (size_t k = 0; k < count; k++) {
        const Tensor& p = parameters[k];
        check_state("parameter", p, p);
        check_state("first moment", means[k], p);
        check_state("second moment", squares[k], p);
        check_float("adamw_", "gradient", grads[k]);
        TORCH_CHECK(grads[k].sizes() == p.sizes(), "adamw_: gradient ", grads[k].sizes(), " of a parameter ", p.sizes());
        const Tensor grad = grads[k].contiguous();
        at::parallel_for(0, p.numel(), Grain, [&](int64_t from, int64_t to) {
            update(pointer<float>(p) + from, pointer<float>(grad) + from, pointer<float>(means[k]) + from,
                   pointer<float>(squares[k]) + from, to - from, factors);
        });
        if (!p.is_inference()) p.unsafeGetTensorImpl()->bump_version();
    }
}

// Values whose squares are summed together; fixed, so that the sum does not depend on the threads.
constexpr int64_t Block = 65536;

double sum_of_squares(const Tensor& grad) {
    const int64_t count = grad.numel(), blocks = (count + Block - 1) / Block;
    std::vector<double> parts(blocks);
    at::parallel_for(0, blocks, 1, [&](int64_t from, int64_t to) {
        for (int64_t b = from; b < to; b++) {
            const float* values = pointer<float>(grad) + b * Block;
            const int64_t here = std::min(Block, count - b * Block);
            Lanes squares = {};
            double total = 0;
            for (int64_t i = 0; i < here; i += Width) {
                Lanes value = load(values + i, here - i);
                squares += value * value;
                if (i % 4096 == 4096 - Width) total += sum(squares), squares = Lanes{};
            }
            parts[b] = total + sum(squares);
        }
    });
    double total = 0;
    for (double part : parts) total += part;
    return total;
}

// Scales the gradients in place so that their common norm is at most `max_norm`; returns the norm before.
Tensor clip_grad_norm_(at::TensorList grads, double max_norm) {
    double squares = 0;
    for (const Tensor& grad : grads) {
        check_float("clip_grad_norm_", "gradient", grad);
        squares += sum_of_squares(grad.contiguous());
    }
    const double norm = std::sqrt(squares), scale = max_norm / (norm + 1e-6);
    if (!(scale >= 1))
        for (const Tensor& grad : grads) Tensor(grad).mul_(scale);
    return at::scalar_tensor(norm, at::kFloat);
}

} // namespace

TORCH_LIBRARY_FRAGMENT(pipelines, library) {
    library.def("adamw_(Tensor(a!)[] parameters, Tensor[] grads, Tensor(b!)[] means, Tensor(c!)[] squares, int step, float lr, "
                "float beta1, float beta2, float eps, float weight_decay) -> ()");
    library.def("clip_grad_norm_(Tensor(a!)[] grads, float max_norm) -> Tensor");
}
TORCH_LIBRARY_IMPL(pipelines, CompositeImplicitAutograd, library) {
    library.impl("adamw_", adamw_);
    library.impl("clip_grad_norm_", clip_grad_norm_);
}

} // namespace pipelines
