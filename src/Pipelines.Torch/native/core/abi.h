// What crosses between C# and C++: 16-byte values, tensor handles, and one line of text when something fails.
#pragma once
#include "torch.h"

#define PIPELINES_API extern "C" __attribute__((visibility("default")))

namespace pipelines {

// Mirrored by Pipelines.Torch.ValueTag.
enum Tag : int32_t {
  kDefault = 0,    // take the schema's default
  kNone = 1,
  kTensor = 2,     // p: TensorImpl*, borrowed on the way in, owned on the way out; there n is its KiB of memory
  kInt = 3,        // i: also dtypes, layouts, memory formats
  kDouble = 4,     // d
  kBool = 5,       // i
  kInts = 6,       // p: int64_t[n]
  kDoubles = 7,    // p: double[n]
  kBools = 8,      // p: uint8_t[n]
  kTensors = 9,    // p: TensorImpl*[n], null for None
  kString = 10,    // p: UTF-8 of n bytes
  kDevice = 11,    // i: type | index << 32
  kComplex = 12,   // p: double[2]
  kGenerator = 13, // p: at::Generator*
  kOther = 99,     // an output of a type that has no tag
};

struct alignas(8) Value {
  int32_t tag;
  int32_t n;
  union {
    int64_t i;
    double d;
    void* p;
  };
};
static_assert(sizeof(Value) == 16, "C# lays values out in 16 bytes");

// A handle is a TensorImpl* with one owned reference.
inline at::Tensor borrow(void* handle) {
  if (!handle) return {};
  auto* impl = static_cast<c10::TensorImpl*>(handle);
  c10::raw::intrusive_ptr::incref(impl);
  return at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(impl));
}

inline at::Tensor required(void* handle) {
  if (!handle) throw std::invalid_argument("the tensor has been disposed");
  return borrow(handle);
}

inline void* own(at::Tensor&& tensor) { return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr; }

// Keeps the message of the failure for pipelines_error() and returns -1.
int fail(const char* message) noexcept;

// Runs `body`; C++ exceptions stop here, since none may cross into C#.
template <class Body>
int guarded(Body&& body) noexcept {
  try {
    return body();
  } catch (const c10::Error& e) {
    return fail(e.what_without_backtrace());
  } catch (const std::exception& e) {
    return fail(e.what());
  } catch (...) {
    return fail("unknown C++ exception");
  }
}

}  // namespace pipelines
