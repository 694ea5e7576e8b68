// What the operators of state-space layers share: the state that they continue from, and the checks of their arguments.
#pragma once
#include "kernel.h"

namespace pipelines {

using OptionalTensor = torch::optional<Tensor>;

// The last dimension filled up with zeros to whole vectors. A zero of B or C adds nothing to a state or to what is read of it.
inline Tensor whole_lanes(const Tensor& tensor) {
    const int64_t missing = (Width - tensor.size(-1) % Width) % Width;
    return missing ? at::constant_pad_nd(tensor, {0, missing}) : tensor;
}

inline void check_state(const char* kernel, const OptionalTensor& state, at::IntArrayRef sizes) {
    if (!state) return;
    check_float(kernel, "state", *state);
    TORCH_CHECK(state->sizes() == sizes && state->is_contiguous() && !state->requires_grad(), kernel, ": state must be contiguous ", sizes,
                " without gradient, not ", state->sizes());
}

inline void check_wide(const char* kernel, const char* name, const Tensor& tensor, at::IntArrayRef sizes) {
    check_activation(kernel, name, tensor);
    TORCH_CHECK(tensor.sizes() == sizes, kernel, ": ", name, " must be ", sizes, ", not ", tensor.sizes());
}

// The state to begin with, in memory of its own: [..., N in whole vectors].
inline Tensor first_state(const OptionalTensor& state, at::IntArrayRef sizes, const at::TensorOptions& options) {
    return state ? whole_lanes(*state).clone() : at::zeros(sizes, options);
}

inline void overwrite(const OptionalTensor& state, const Tensor& last) {
    if (state) Tensor(*state).copy_(last.narrow(-1, 0, state->size(-1)));
}

} // namespace pipelines
