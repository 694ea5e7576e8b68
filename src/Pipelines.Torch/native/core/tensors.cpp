// Handles, metadata, and memory shared with C#. What cannot throw returns its value directly.
#include "abi.h"

namespace pipelines {

static c10::TensorImpl* impl(void* handle) { return static_cast<c10::TensorImpl*>(handle); }

PIPELINES_API void pipelines_release(void* handle) {
  if (handle) c10::raw::intrusive_ptr::decref(impl(handle));
}
PIPELINES_API void* pipelines_retain(void* handle) {
  c10::raw::intrusive_ptr::incref(impl(handle));
  return handle;
}

PIPELINES_API int64_t pipelines_dim(void* handle) { return impl(handle)->dim(); }
PIPELINES_API int64_t pipelines_numel(void* handle) { return impl(handle)->numel(); }
PIPELINES_API int pipelines_dtype(void* handle) { return static_cast<int>(c10::typeMetaToScalarType(impl(handle)->dtype())); }
PIPELINES_API int64_t pipelines_element_size(void* handle) { return static_cast<int64_t>(impl(handle)->dtype().itemsize()); }
PIPELINES_API int64_t pipelines_device(void* handle) {
  auto device = impl(handle)->device();
  return static_cast<int64_t>(device.type()) | static_cast<int64_t>(device.index()) << 32;
}

PIPELINES_API int pipelines_sizes(void* handle, int64_t* sizes) {
  return guarded([&] {
    auto tensor = required(handle);
    std::copy(tensor.sizes().begin(), tensor.sizes().end(), sizes);
    return 0;
  });
}
PIPELINES_API int pipelines_strides(void* handle, int64_t* strides) {
  return guarded([&] {
    auto tensor = required(handle);
    std::copy(tensor.strides().begin(), tensor.strides().end(), strides);
    return 0;
  });
}
PIPELINES_API int pipelines_is_contiguous(void* handle) {
  return guarded([&] { return required(handle).is_contiguous() ? 1 : 0; });
}
PIPELINES_API int pipelines_is_sparse(void* handle) {
  return guarded([&] { return required(handle).is_sparse() ? 1 : 0; });
}
PIPELINES_API int64_t pipelines_storage_offset(void* handle) {
  int64_t offset = -1;
  guarded([&] { offset = required(handle).storage_offset(); return 0; });
  return offset;
}
PIPELINES_API void* pipelines_data(void* handle) {
  void* data = nullptr;
  guarded([&] {
    auto tensor = required(handle);
    // An operator may leave conj or negation to the reader: memory would not show it.
    if (tensor.is_conj() || tensor.is_neg()) throw std::invalid_argument("resolve_conj() or resolve_neg() first: the view is lazy");
    data = tensor.data_ptr();
    return 0;
  });
  return data;
}

typedef void (*Deleter)(void* context);

// A tensor over memory that the caller owns; `deleter(context)` runs when the last view of it is gone.
PIPELINES_API void* pipelines_from_memory(
    void* data, const int64_t* sizes, int dims, int dtype, Deleter deleter, void* context) {
  void* result = nullptr;
  guarded([&] {
    auto options = at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype));
    c10::IntArrayRef shape(sizes, dims);
    auto tensor = deleter ? at::from_blob(data, shape, [deleter, context](void*) { deleter(context); }, options)
                          : at::from_blob(data, shape, options);
    result = own(std::move(tensor));
    return 0;
  });
  return result;
}

}  // namespace pipelines
