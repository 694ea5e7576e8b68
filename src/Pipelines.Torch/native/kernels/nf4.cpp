// Reading weights in 4-bit NormalFloat: their scales, which are quantized too, and whole matrices of float32.
#include "nf4.h"

namespace pipelines {
namespace {

// Two roundings, as the format has it, rather than one of a fused product and sum.
[[gnu::optimize("fp-contract=off")]] void decode_scales(const uint8_t* scales, const float* groups, const float* levels, float offset,
                                                        int64_t count, float* to) {
    for (int64_t i = 0; i < count; i++) to[i] = levels[scales[i]] * groups[i / Nf4::GroupSize] + offset;
}

Tensor nf4_decode(at::TensorList weight, int64_t out, int64_t in) {
    const Nf4 nf4 = Nf4::of(weight, out, in);
    Tensor values = at::empty({out, in}, at::kFloat);
    at::parallel_for(0, out, row_grain(in), [&](int64_t from, int64_t to) {
        nf4.decode(from * in, (to - from) * in, pointer<float>(values) + from * in);
    });
    return values;
}

} // namespace

Nf4 Nf4::of(at::TensorList parts, int64_t out, int64_t in) {
    TORCH_CHECK(parts.size() == 6, "nf4: a weight has 6 parts, not ", parts.size());
    Nf4 nf4{parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], out, in};
    const int64_t blocks = nf4.blocks();
    const auto check = [](const char* name, const Tensor& tensor, at::ScalarType type, int64_t count) {
        TORCH_CHECK(tensor.device().is_cpu() && tensor.scalar_type() == type && tensor.numel() == count && tensor.is_contiguous(),
                    "nf4: ", name, " must be ", count, " of ", type, ", not ", tensor.scalar_type(), " ", tensor.sizes());
    };
    check("codes", nf4.codes, at::kByte, (out * in + 1) / 2);
    check("scales", nf4.scales, at::kByte, blocks);
    check("groups", nf4.groups, at::kFloat, (blocks + GroupSize - 1) / GroupSize);
    check("offset", nf4.offset, at::kFloat, 1);
    check("levels", nf4.levels, at::kFloat, 16);
    check("scale_levels", nf4.scale_levels, at::kFloat, 256);
    nf4.decoded_scales = at::empty({blocks}, at::kFloat);
    decode_scales(pointer<uint8_t>(nf4.scales), pointer<float>(nf4.groups), pointer<float>(nf4.scale_levels), *pointer<float>(nf4.offset),
                  blocks, pointer<float>(nf4.decoded_scales));
    return nf4;
}

TORCH_LIBRARY_FRAGMENT(pipelines, library) { library.def("nf4_decode(Tensor[] weight, int rows, int columns) -> Tensor"); }
TORCH_LIBRARY_IMPL(pipelines, CompositeImplicitAutograd, library) { library.impl("nf4_decode", nf4_decode); }

} // namespace pipelines
