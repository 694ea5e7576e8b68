// The packed bfloat16 copies of a float32 weight [out, in], kept until its version changes. The weight may be a transposed view.
#pragma once
#include "gemm.h"

namespace pipelines {

// The right side of x · weightᵀ.
Packed kept_forward(const Tensor& weight);
// The right side of grad · weight.
Packed kept_backward(const Tensor& weight);

} // namespace pipelines
