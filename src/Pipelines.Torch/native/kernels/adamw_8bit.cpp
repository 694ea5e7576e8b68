// AdamW over moments in the 8-bit dynamic type (Dettmers et al., arXiv:2110.02861): each block of 256 is decoded, updated, used, and coded
// again around its new greatest magnitude. A value at the middle of two levels takes the lower.
#include "kernel.h"
#include <cmath>

namespace pipelines {
namespace {

constexpr int64_t BlockSize = 256;
constexpr float LeastMagnitude = 1e-38f; // of a block of zeros

Lanes gathered(const float* table, Bits at) {
#if defined(__AVX512F__)
    return (Lanes)_mm512_i32gather_ps((__m512i)at, table, 4);
#else
    Lanes values;
    for (int i = 0; i < Width; i++) values[i] = table[at[i]];
    return values;
#endif
}

// 256 levels, ascending, and the middles between them.
struct Levels {
    const float* values;
    float middles[BlockSize];

    explicit Levels(const Tensor& levels) : values(pointer<float>(levels)) {
        for (int i = 0; i + 1 < BlockSize; i++) middles[i] = (values[i] + values[i + 1]) / 2;
        middles[BlockSize - 1] = INFINITY;
    }
    Lanes decode(const uint8_t* codes, int64_t count) const {
        Bits at = {};
        for (int64_t i = 0; i < std::min(count, Width); i++) at[i] = codes[i];
        return gathered(values, at);
    }
    // How many middles are below each value.
    void encode(Lanes value, uint8_t* codes, int64_t count) const {
        Bits at = {};
        for (int half = 128; half > 0; half /= 2) {
            const Bits below = gathered(middles, at + (half - 1)) < value;
            at += below & half;
        }
        for (int64_t i = 0; i < std::min(count, Width); i++) codes[i] = at[i];
    }
};

struct Factors {
    float keep, first, second, step, correction, eps;
};

Lanes magnitude(Lanes value) { return (Lanes)((Bits)value & 0x7fffffff); }

void update(float* p, const float* g, uint8_t* means, float& mean_scale, uint8_t* squares, float& square_scale, const Levels& both,
            const Levels& positive, int64_t count, Factors f) {
    float new_means[BlockSize], new_squares[BlockSize];
    Lanes most_mean = {}, most_square = {};
    for (int64_t i = 0; i < count; i += Width) {
        const int64_t here = count - i;
        const Lanes grad = load(g + i, here);
        const Lanes mean = both.decode(means + i, here) * mean_scale * (1 - f.first) + grad * f.first;
        const Lanes square = positive.decode(squares + i, here) * square_scale * (1 - f.second) + grad * grad * f.second;
        store(p + i, load(p + i, here) * f.keep - f.step * mean / (square_root(square) * f.correction + f.eps), here);
        store(new_means + i, join(here, mean, Lanes{}));
        store(new_squares + i, join(here, square, Lanes{}));
        most_mean = maximum(most_mean, magnitude(join(here, mean, Lanes{})));
        most_square = maximum(most_square, join(here, square, Lanes{}));
    }
    mean_scale = std::max(largest(most_mean), LeastMagnitude);
    square_scale = std::max(largest(most_square), LeastMagnitude);
    for (int64_t i = 0; i < count; i += Width) {
        both.encode(load(new_means + i) * (1 / mean_scale), means + i, count - i);
        positive.encode(load(new_squares + i) * (1 / square_scale), squares + i, count - i);
    }
}

void check_codes(const Tensor& codes, const Tensor& scales, const Tensor& parameter) {
    const int64_t count = parameter.numel(), blocks = (count + BlockSize - 1) / BlockSize;
    TORCH_CHECK(codes.scalar_type() == at::kByte && codes.numel() == count && codes.is_contiguous() && scales.scalar_type() == at::kFloat &&
                scales.numel() == blocks && scales.is_contiguous(),
                "adamw_8bit_: moments of ", count, " numbers are as many bytes and ", blocks, " scales, not ", codes.sizes(), " and ",
                scales.sizes());
}

// `step` counts from 1.
void adamw_8bit_(const Tensor& parameter, const Tensor& grad, const Tensor& means, const Tensor& mean_scales, const Tensor& squares,
                 const Tensor& square_scales, const Tensor& signed_levels, const Tensor& unsigned_levels, int64_t step, double lr,
                 double beta1, double beta2, double eps, double weight_decay) {
    check_float("adamw_8bit_", "parameter", parameter);
    check_float("adamw_8bit_", "gradient", grad);
    TORCH_CHECK(parameter.is_contiguous() && grad.sizes() == parameter.sizes(), "adamw_8bit_: gradient ", grad.sizes(), " of a parameter ",
                parameter.sizes());
    TORCH_CHECK(step >= 1, "adamw_8bit_: step counts from 1, not ", step);
    check_codes(means, mean_scales, parameter);
    check_codes(squares, square_scales, parameter);
    const Factors factors{static_cast<float>(1 - lr * weight_decay), static_cast<float>(1 - beta1), static_cast<float>(1 - beta2),
                          static_cast<float>(lr / (1 - std::pow(beta1, step))),
                          static_cast<float>(1 / std::sqrt(1 - std::pow(beta2, step))), static_cast<float>(eps)};
    const Levels both(signed_levels), positive(unsigned_levels);
    const Tensor given = grad.contiguous();
    const int64_t count = parameter.numel(), blocks = (count + BlockSize - 1) / BlockSize;
    at::parallel_for(0, blocks, 64, [&](int64_t from, int64_t to) {
        for (int64_t b = from; b < to; b++) {
            const int64_t at = b * BlockSize;
            update(pointer<float>(parameter) + at, pointer<float>(given) + at, pointer<uint8_t>(means) + at, pointer<float>(mean_scales)[b],
                   pointer<uint8_t>(squares) + at, pointer<float>(square_scales)[b], both, positive, std::min(BlockSize, count - at),
                   factors);
        }
    });
    if (!parameter.is_inference()) parameter.unsafeGetTensorImpl()->bump_version();
}

} // namespace

TORCH_LIBRARY_FRAGMENT(pipelines, library) {
    library.def("adamw_8bit_(Tensor(a!) parameter, Tensor grad, Tensor(b!) means, Tensor(c!) mean_scales, Tensor(d!) squares, "
                "Tensor(e!) square_scales, Tensor signed_levels, Tensor unsigned_levels, int step, float lr, float beta1, float beta2, "
                "float eps, float weight_decay) -> ()");
}
TORCH_LIBRARY_IMPL(pipelines, CompositeImplicitAutograd, library) { library.impl("adamw_8bit_", adamw_8bit_); }

} // namespace pipelines
