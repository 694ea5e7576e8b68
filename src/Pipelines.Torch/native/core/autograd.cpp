// Gradients: modes, flags, backward.
#include "abi.h"

namespace pipelines {

using torch::autograd::variable_list;

PIPELINES_API int pipelines_grad_enabled() { return at::GradMode::is_enabled(); }
PIPELINES_API void pipelines_set_grad_enabled(int enabled) { at::GradMode::set_enabled(enabled != 0); }
PIPELINES_API int pipelines_inference_enabled() { return c10::InferenceMode::is_enabled(); }
PIPELINES_API void* pipelines_inference_enter(int enabled) { return new c10::InferenceMode(enabled != 0); }
PIPELINES_API void pipelines_inference_leave(void* mode) { delete static_cast<c10::InferenceMode*>(mode); }

PIPELINES_API int pipelines_requires_grad(void* handle) {
  return guarded([&] { return required(handle).requires_grad() ? 1 : 0; });
}
PIPELINES_API int pipelines_set_requires_grad(void* handle, int requires_grad) {
  return guarded([&] {
    required(handle).requires_grad_(requires_grad != 0);
    return 0;
  });
}
PIPELINES_API int pipelines_is_leaf(void* handle) {
  return guarded([&] { return required(handle).is_leaf() ? 1 : 0; });
}
PIPELINES_API int pipelines_retain_grad(void* handle) {
  return guarded([&] {
    required(handle).retain_grad();
    return 0;
  });
}

// null when there is none
PIPELINES_API void* pipelines_grad(void* handle) {
  void* grad = nullptr;
  guarded([&] {
    grad = own(at::Tensor(required(handle).grad()));
    return 0;
  });
  return grad;
}
PIPELINES_API int pipelines_set_grad(void* handle, void* grad) {
  return guarded([&] {
    required(handle).mutable_grad() = borrow(grad);
    return 0;
  });
}

static variable_list list(void* const* handles, int count) {
  variable_list tensors;
  tensors.reserve(count);
  for (int k = 0; k < count; k++) tensors.push_back(borrow(handles[k]));
  return tensors;
}

// retain: -1 follows create_graph
PIPELINES_API int pipelines_backward(
    void* const* tensors, int count, void* const* grads, int grad_count, int retain, int create_graph, void* const* inputs, int input_count) {
  return guarded([&] {
    torch::autograd::backward(
        list(tensors, count), list(grads, grad_count), retain < 0 ? c10::nullopt : c10::optional<bool>(retain != 0), create_graph != 0,
        list(inputs, input_count));
    return 0;
  });
}

// `results` has room for input_count handles; null where an unused input has no gradient.
PIPELINES_API int pipelines_gradients(
    void* const* outputs, int count, void* const* inputs, int input_count, void* const* grads, int grad_count, int retain,
    int create_graph, int allow_unused, void** results) {
  return guarded([&] {
    auto gradients = torch::autograd::grad(
        list(outputs, count), list(inputs, input_count), list(grads, grad_count),
        retain < 0 ? c10::nullopt : c10::optional<bool>(retain != 0), create_graph != 0, allow_unused != 0);
    for (int k = 0; k < input_count; k++) results[k] = own(std::move(gradients[k]));
    return 0;
  });
}

}  // namespace pipelines
