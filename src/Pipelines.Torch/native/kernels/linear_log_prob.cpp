// log p(target) of softmax(h · weightᵀ) for each row, and the entropy there: see linear_softmax.h. What flows back differs from row to
// row, so the backward pass makes the exponentials again.
#include "head_arguments.h"

namespace pipelines {
namespace {

constexpr int64_t Ignored = -100;

Tensor vector_of(const std::vector<float>& values, float factor) {
    Tensor result = at::empty({static_cast<int64_t>(values.size())}, at::kFloat);
    for (size_t i = 0; i < values.size(); i++) pointer<float>(result)[i] = values[i] * factor;
    return result;
}

struct LogProb : Function<LogProb> {
    static variable_list forward(AutogradContext* context, const Tensor& h, const Tensor& weight, const Tensor& targets, double softcap,
                                 const OptionalTensor& bias) {
        const HeadArguments head(h, weight, targets, bias, softcap, Ignored);
        Tensor logs, entropies;
        head.visit<true>(Asked(), nullptr, [&](auto& softmax) {
            logs = vector_of(softmax.losses, -1);
            entropies = vector_of(softmax.entropies, 1);
        });
        context->save_for_backward({head.x, weight, head.targets, bias ? *bias : Tensor()});
        context->saved_data["softcap"] = softcap;
        context->mark_non_differentiable({entropies});
        return {logs, entropies};
    }

    static variable_list backward(AutogradContext* context, variable_list grads) {
        refuse_second_derivative("linear_log_prob");
        auto saved = context->get_saved_variables();
        const OptionalTensor bias = saved[3].defined() ? OptionalTensor(saved[3]) : torch::nullopt;
        const HeadArguments head(saved[0], saved[1], saved[2], bias, context->saved_data["softcap"].toDouble(), Ignored);
        const Tensor factors = grads[0].neg().contiguous();
        // Edges are those of the tensors alone: the bias comes after the targets.
        const Asked asked{context->needs_input_grad(0), context->needs_input_grad(1), bias && context->needs_input_grad(3)};
        variable_list result(5);
        head.visit<false>(asked, pointer<float>(factors), [&](auto& softmax) {
            result[0] = softmax.grad_x;
            result[1] = softmax.grad_weight;
            result[4] = softmax.grad_bias;
        });
        return result;
    }
};

std::tuple<Tensor, Tensor> linear_log_prob(const Tensor& h, const Tensor& weight, const Tensor& targets, double softcap,
                                           const OptionalTensor& bias) {
    check_head("linear_log_prob", h, weight, targets, Ignored, softcap, bias);
    const Tensor places = counted(targets, Ignored);
    if (places.defined()) {
        const auto [logs, entropies] =
            linear_log_prob(h.index_select(0, places), weight, targets.index_select(0, places), softcap, bias);
        const Tensor zeros = at::zeros({targets.numel()}, logs.options());
        return {zeros.index_copy(0, places, logs), zeros.index_copy(0, places, entropies)};
    }
    auto results = LogProb::apply(widened(h), weight, targets, softcap, bias);
    return {results[0], results[1]};
}

} // namespace

TORCH_LIBRARY_FRAGMENT(pipelines, library) {
    library.def("linear_log_prob(Tensor h, Tensor weight, Tensor targets, float softcap=0., Tensor? bias=None) -> (Tensor, Tensor)");
}
TORCH_LIBRARY_IMPL(pipelines, CompositeImplicitAutograd, library) { library.impl("linear_log_prob", linear_log_prob); }

} // namespace pipelines
