// Rows of a weight by index. The gradient names the rows that it is for: where the head shares the weight, its gradient is dense,
// and adding a few rows to it in place costs a fraction of making and adding a second dense one.
#include "kernel.h"
#include <torch/csrc/autograd/function_hook.h>
#include <torch/csrc/autograd/variable.h>
#include <mutex>
#include <unordered_map>

namespace pipelines {
namespace {

using Impl = c10::weak_intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>;

// Hooks of a leaf see the sum of all that reaches it.
struct MakeDense : torch::autograd::FunctionPreHook {
    variable_list operator()(const variable_list& grads) override {
        variable_list dense = grads;
        for (Tensor& grad : dense)
            if (grad.defined() && grad.is_sparse()) grad = grad.to_dense();
        return dense;
    }
};

// Whatever reaches this leaf's gradient is dense in the end, as optimizers want it.
void keep_gradient_dense(const Tensor& weight) {
    static std::mutex mutex;
    static auto* hooked = new std::unordered_map<c10::TensorImpl*, Impl>; // outlives every static tensor
    std::lock_guard<std::mutex> lock(mutex);
    auto found = hooked->find(weight.unsafeGetTensorImpl());
    if (found != hooked->end() && !found->second.expired()) return;
    for (auto entry = hooked->begin(); entry != hooked->end();)
        entry = entry->second.expired() ? hooked->erase(entry) : std::next(entry);
    hooked->emplace(weight.unsafeGetTensorImpl(), Impl(weight.getIntrusivePtr()));
    torch::autograd::impl::add_hook(weight, std::make_unique<MakeDense>());
}

struct Embedding : Function<Embedding> {
    static Tensor forward(AutogradContext* context, const Tensor& ids, const Tensor& weight) {
        context->save_for_backward({ids});
        context->saved_data["rows"] = weight.size(0);
        auto sizes = ids.sizes().vec();
        sizes.push_back(weight.size(1));
        return at::index_select(weight, 0, ids.reshape(-1)).view(sizes);
    }

    static variable_list backward(AutogradContext* context, variable_list grads) {
        refuse_second_derivative("embedding");
        Tensor ids = context->get_saved_variables()[0], values = grads[0].reshape({ids.numel(), grads[0].size(-1)});
        const std::vector<int64_t> sizes{context->saved_data["rows"].toInt(), values.size(1)};
        return {Tensor(), at::_sparse_coo_tensor_unsafe(ids.reshape({1, -1}), values, sizes)};
    }
};

Tensor embedding(const Tensor& ids, const Tensor& weight) {
    check_float("embedding", "weight", weight);
    TORCH_CHECK(weight.dim() == 2, "embedding: weight must be [vocab, dim], not ", weight.sizes());
    TORCH_CHECK(ids.scalar_type() == at::kLong && ids.device().is_cpu(), "embedding: ids must be int64 on the CPU, not ",
                ids.scalar_type(), " on ", ids.device());
    // What made a weight that is no leaf may not take a gradient of named rows.
    if (!weight.is_leaf()) return at::embedding(weight, ids);
    if (weight.requires_grad() && at::GradMode::is_enabled()) keep_gradient_dense(weight);
    return Embedding::apply(ids, weight);
}

} // namespace

TORCH_LIBRARY_FRAGMENT(pipelines, library) { library.def("embedding(Tensor ids, Tensor weight) -> Tensor"); }
TORCH_LIBRARY_IMPL(pipelines, CompositeImplicitAutograd, library) { library.impl("embedding", embedding); }

} // namespace pipelines
