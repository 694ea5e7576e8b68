// The summed cross-entropy of softmax(x · weightᵀ): see linear_softmax.h. Its gradients are made in the forward pass.
#include "head_arguments.h"

namespace pipelines {
namespace {

struct CrossEntropy : Function<CrossEntropy> {
    static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& weight, const Tensor& targets, int64_t ignore_index,
                          double softcap, const OptionalTensor& bias, bool with_grads) {
        const HeadArguments head(x, weight, targets, bias, softcap, ignore_index);
        const Asked asked = with_grads ? Asked{x.requires_grad(), weight.requires_grad(), bias && bias->requires_grad()} : Asked();
        double loss = 0;
        head.visit<false>(asked, nullptr, [&](auto& softmax) {
            for (float part : softmax.losses) loss += part;
            context->save_for_backward({softmax.grad_x, softmax.grad_weight, softmax.grad_bias});
        });
        return at::scalar_tensor(loss, at::kFloat);
    }

    static variable_list backward(AutogradContext* context, variable_list grads) {
        refuse_second_derivative("linear_cross_entropy");
        auto saved = context->get_saved_variables();
        const double scale = grads[0].item().toDouble();
        const auto scaled = [&](const Tensor& grad) { return grad.defined() ? grad * scale : Tensor(); };
        return {scaled(saved[0]), scaled(saved[1]), Tensor(), Tensor(), Tensor(), scaled(saved[2]), Tensor()};
    }
};

Tensor linear_cross_entropy(const Tensor& x, const Tensor& weight, const Tensor& targets, int64_t ignore_index, double softcap,
                            const OptionalTensor& bias) {
    check_head("linear_cross_entropy", x, weight, targets, ignore_index, softcap, bias);
    const Tensor places = counted(targets, ignore_index);
    if (places.defined())
        return linear_cross_entropy(x.index_select(0, places), weight, targets.index_select(0, places), ignore_index, softcap, bias);
    return CrossEntropy::apply(widened(x), weight, targets, ignore_index, softcap, bias, at::GradMode::is_enabled());
}

} // namespace

TORCH_LIBRARY_FRAGMENT(pipelines, library) {
    library.def("linear_cross_entropy(Tensor x, Tensor weight, Tensor targets, int ignore_index=-100, float softcap=0., Tensor? bias=None)"
                " -> Tensor");
}
TORCH_LIBRARY_IMPL(pipelines, CompositeImplicitAutograd, library) { library.impl("linear_cross_entropy", linear_cross_entropy); }

} // namespace pipelines
