// What operators over a head's softmax share: the checks of their arguments, the rows that count, and the choice of the kernel.
#pragma once
#include "linear_softmax.h"

namespace pipelines {

using OptionalTensor = torch::optional<Tensor>;

inline void check_head(const char* kernel, const Tensor& x, const Tensor& weight, const Tensor& targets, int64_t ignore_index,
                       double softcap, const OptionalTensor& bias) {
    check_activation(kernel, "x", x);
    check_float(kernel, "weight", weight);
    TORCH_CHECK(x.dim() == 2 && weight.dim() == 2 && x.size(1) == weight.size(1) && weight.numel() > 0,
                kernel, ": x must be [tokens, dim] and weight [vocab, dim], not ", x.sizes(), " and ", weight.sizes());
    TORCH_CHECK(targets.scalar_type() == at::kLong && targets.dim() == 1 && targets.size(0) == x.size(0),
                kernel, ": x ", x.sizes(), " takes as many int64 targets, not ", targets.scalar_type(), " ", targets.sizes());
    TORCH_CHECK(softcap >= 0, kernel, ": softcap ", softcap, " must not be negative");
    if (bias) {
        check_float(kernel, "bias", *bias);
        TORCH_CHECK(bias->dim() == 1 && bias->size(0) == weight.size(0), kernel, ": bias ", bias->sizes(),
                    " must be one for each row of the weight ", weight.sizes());
    }
    const Tensor wanted = targets.contiguous();
    for (int64_t i = 0; i < wanted.numel(); i++) {
        const int64_t target = pointer<int64_t>(wanted)[i];
        TORCH_CHECK(target == ignore_index || (target >= 0 && target < weight.size(0)), kernel, ": target ", target,
                    " at position ", i, " is outside the vocabulary of ", weight.size(0));
    }
}

// The rows whose targets count; undefined where too few do not to be worth leaving out.
inline Tensor counted(const Tensor& targets, int64_t ignore_index) {
    const Tensor places = at::nonzero(targets.ne(ignore_index)).squeeze(1);
    return places.numel() + BlockRows <= targets.numel() ? places : Tensor();
}

// Products of bfloat16 need the instruction, and pairs of elements.
inline Tensor widened(const Tensor& x) {
    return x.scalar_type() == at::kBFloat16 && (!HasBFloat16Dot || x.size(1) % 2 != 0) ? x.to(at::kFloat) : x;
}

// The arguments as the kernel reads them.
struct HeadArguments {
    Tensor x, weight, targets;
    Bend bend;
    int64_t ignore_index;

    HeadArguments(const Tensor& x, const Tensor& weight, const Tensor& targets, const OptionalTensor& bias, double softcap,
                  int64_t ignore_index)
        : x(x.contiguous()), weight(weight.contiguous()), targets(targets.contiguous()),
          bend(Bend::of(bias ? *bias : Tensor(), softcap)), ignore_index(ignore_index) {}

    // Runs the kernel, and calls body(kernel).
    template <bool Entropic, class F>
    void visit(Asked asked, const float* factors, F&& body) const {
        const auto run = [&](auto softmax) {
            softmax.run();
            body(softmax);
        };
        for_product_type(x, [&](auto* type) {
            using T = std::remove_pointer_t<decltype(type)>;
            if (bend.any()) run(LinearSoftmax<T, true, Entropic>(x, weight, targets, bend, ignore_index, asked, factors));
            else run(LinearSoftmax<T, false, Entropic>(x, weight, targets, bend, ignore_index, asked, factors));
        });
    }
};

} // namespace pipelines
