// What every kernel's operator shares: libtorch's headers, the checks of its arguments, and the loop over rows.
#pragma once
#include "lanes.h"
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>
#include <torch/types.h>
#include <atomic>

namespace pipelines {

using at::Tensor;
using BFloat16 = c10::BFloat16;
using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::variable_list;

// A gradient made by a kernel has no graph of its own.
inline void refuse_second_derivative(const char* kernel) {
    TORCH_CHECK(!at::GradMode::is_enabled(), kernel, " has no second derivative: call backward without create_graph");
}

inline void check_activation(const char* kernel, const char* name, const Tensor& tensor) {
    TORCH_CHECK(tensor.defined() && tensor.device().is_cpu() && tensor.layout() == at::kStrided, kernel, ": ", name,
                " must be a dense tensor on the CPU");
    TORCH_CHECK(tensor.scalar_type() == at::kFloat || tensor.scalar_type() == at::kBFloat16, kernel, ": ", name,
                " must be float32 or bfloat16, not ", tensor.scalar_type());
}

inline void check_float(const char* kernel, const char* name, const Tensor& tensor) {
    TORCH_CHECK(tensor.defined() && tensor.device().is_cpu() && tensor.scalar_type() == at::kFloat, kernel, ": ", name,
                " must be float32 on the CPU, not ", tensor.scalar_type());
}

inline void check_same(const char* kernel, const char* a_name, const Tensor& a, const char* b_name, const Tensor& b) {
    TORCH_CHECK(a.sizes() == b.sizes() && a.scalar_type() == b.scalar_type(), kernel, ": ", a_name, " is ", a.scalar_type(), " ",
                a.sizes(), " but ", b_name, " is ", b.scalar_type(), " ", b.sizes());
}

// Rows that one thread takes at least, so that starting the others pays.
inline int64_t row_grain(int64_t width) { return std::max<int64_t>(1, 16384 / std::max<int64_t>(1, width)); }

// Runs body(i) for every i below `count`, each thread taking the next that is left: whoever is held up does less. What a task
// computes must not depend on its thread.
template <class F>
inline void for_tasks(int64_t count, F&& body) {
    std::atomic<int64_t> next{0};
    at::parallel_for(0, std::min<int64_t>(count, at::get_num_threads()), 1, [&](int64_t, int64_t) {
        for (int64_t i; (i = next.fetch_add(1, std::memory_order_relaxed)) < count;) body(i);
    });
}

// Calls body(T*) with the tensor's element type, float or bfloat16.
template <class F>
inline void for_type(const Tensor& tensor, F&& body) {
    if (tensor.scalar_type() == at::kFloat) body((float*)nullptr);
    else body((BFloat16*)nullptr);
}

// Calls body(T*) for the types whose products this processor has.
template <class F>
inline void for_product_type(const Tensor& tensor, F&& body) {
    for_type(tensor, [&](auto* type) {
        if constexpr (HasBFloat16Dot || std::is_same_v<decltype(type), float*>) body(type);
    });
}

template <class T>
inline T* pointer(const Tensor& tensor) { return static_cast<T*>(tensor.data_ptr()); }

} // namespace pipelines
