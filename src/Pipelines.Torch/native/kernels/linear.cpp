// x · weightᵀ + bias with bfloat16 x over a float32 weight: products of bfloat16 summed in float32, from packed copies of
// the weight that are kept. The gradient of x is bfloat16, those of weight and bias are float32 and never rounded on the way.
#include "kept_weight.h"

namespace pipelines {
namespace {

#if defined(__AVX512BF16__)
// Two elements make one unit of a product: rows of an odd length get a zero.
Tensor even(const Tensor& rows) { return rows.size(-1) % 2 ? at::constant_pad_nd(rows, {0, 1}) : rows; }

struct Linear : Function<Linear> {
    static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& weight, const torch::optional<Tensor>& bias) {
        const int64_t in = weight.size(1), out = weight.size(0);
        Tensor left = x.contiguous(), padded = even(left);
        auto sizes = x.sizes().vec();
        sizes.back() = out;
        Tensor result = at::empty(sizes, x.options());
        Tensor added = bias.has_value() && bias->defined() ? bias->contiguous() : Tensor();
        multiply<BFloat16>(Left::rows(pointer<BFloat16>(padded), padded.size(-1)), left.numel() / in, kept_forward(weight),
                           {result.data_ptr(), out, true, false, added.defined() ? pointer<float>(added) : nullptr});
        context->save_for_backward({left, weight});
        context->saved_data["biased"] = added.defined();
        return result;
    }

    static variable_list backward(AutogradContext* context, variable_list grads) {
        refuse_second_derivative("linear");
        auto saved = context->get_saved_variables();
        const Tensor &x = saved[0], &weight = saved[1];
        const int64_t in = weight.size(1), out = weight.size(0), rows = x.numel() / in;
        Tensor grad = grads[0].contiguous(), grad_x, grad_weight, grad_bias;
        if (context->needs_input_grad(0)) {
            Tensor padded = even(grad);
            grad_x = at::empty_like(x);
            multiply<BFloat16>(Left::rows(pointer<BFloat16>(padded), padded.size(-1)), rows, kept_backward(weight),
                               {grad_x.data_ptr(), in, true});
        }
        if (context->needs_input_grad(1)) {
            grad_weight = at::empty({out, in}, weight.options());
            multiply_transposed<BFloat16>(packed_rows<BFloat16>(pointer<BFloat16>(grad), out, rows, out),
                                          packed_rows<BFloat16>(pointer<BFloat16>(x), in, rows, in), {grad_weight.data_ptr(), in});
        }
        if (context->saved_data["biased"].toBool() && context->needs_input_grad(2))
            grad_bias = at::sum(grad.view({rows, out}), {0}, false, at::kFloat);
        return {grad_x, grad_weight, grad_bias};
    }
};

bool applies(const Tensor& x, const Tensor& weight, const torch::optional<Tensor>& bias) {
    return x.device().is_cpu() && weight.device().is_cpu() && x.scalar_type() == at::kBFloat16 && weight.scalar_type() == at::kFloat &&
           x.numel() > 0 && weight.numel() > 0 &&
           (!bias.has_value() || !bias->defined() || bias->scalar_type() == at::kFloat);
}
#endif

Tensor linear(const Tensor& x, const Tensor& weight, const torch::optional<Tensor>& bias) {
    TORCH_CHECK(weight.dim() == 2 && x.dim() >= 1 && x.size(-1) == weight.size(1), "linear: x ", x.sizes(), " times a weight ",
                weight.sizes(), ": the last dimension of x must equal the weight's second");
    TORCH_CHECK(!bias.has_value() || !bias->defined() || (bias->dim() == 1 && bias->size(0) == weight.size(0)),
                "linear: a weight ", weight.sizes(), " takes a bias of its first dimension");
#if defined(__AVX512BF16__)
    if (applies(x, weight, bias)) return Linear::apply(x, weight, bias);
#endif
    const bool biased = bias.has_value() && bias->defined();
    return at::linear(x, weight.to(x.scalar_type()), biased ? torch::optional<Tensor>(bias->to(x.scalar_type())) : torch::nullopt);
}

} // namespace

TORCH_LIBRARY_FRAGMENT(pipelines, library) { library.def("linear(Tensor x, Tensor weight, Tensor? bias=None) -> Tensor"); }
TORCH_LIBRARY_IMPL(pipelines, CompositeImplicitAutograd, library) { library.impl("linear", linear); }

} // namespace pipelines
