// Linear layers whose weight does not learn: x · weightᵀ + scale · (x · aᵀ) · bᵀ + bias, where the weight is float32 or in 4-bit
// NormalFloat, and the low-rank part beside it, which learns, may be absent (LoRA: Hu et al., arXiv:2106.09685). Both products are
// summed in one tile, and so are both parts of x's gradient; no gradient of the weight is made.
#include "kept_weight.h"
#include "nf4.h"

namespace pipelines {
namespace {

using OptionalTensor = torch::optional<Tensor>;

bool given(const OptionalTensor& tensor) { return tensor.has_value() && tensor->defined(); }

#if defined(__AVX512BF16__)
// The low-rank side takes four elements at a time: rows of another length get zeros.
Tensor by_fours(const Tensor& rows) {
    const int64_t over = rows.size(-1) % 4;
    return over ? at::constant_pad_nd(rows, {0, 4 - over}) : rows;
}
Left left_of(const Tensor& rows) { return Left::rows(pointer<BFloat16>(rows), rows.size(-1)); }

// The weight as right sides: whole where bfloat16 copies are kept, by strips where it is decoded.
struct Weight {
    Tensor full;
    Nf4 nf4;

    int64_t out() const { return full.defined() ? full.size(0) : nf4.out; }
    int64_t in() const { return full.defined() ? full.size(1) : nf4.in; }
    template <class F>
    void for_strips(bool forward, F&& body) const {
        if (!full.defined()) nf4.for_strips<BFloat16>(forward, body);
        else if (forward) body(kept_forward(full), 0);
        else body(kept_backward(full), 0);
    }
};

// target = wide · right + thin · thin_right, for the columns of `right`, of which the first is column `first` of thin_right.
void multiply_both(Left wide, int64_t rows, const Packed& right, Left thin, const Packed& thin_right, int64_t first, Target target) {
    const int64_t count = units<BFloat16>(right.contraction), few = units<BFloat16>(thin_right.contraction);
    const int64_t panels = (right.columns + PanelWidth - 1) / PanelWidth;
    for_tasks((rows + TaskRows - 1) / TaskRows * panels, [&](int64_t i) {
        const int64_t r = i / panels * TaskRows, c = i % panels * PanelWidth, columns = std::min(PanelWidth, right.columns - c);
        const uint32_t *side = right.panel(c, count), *thin_side = thin_right.panel(first + c, few);
        for_tiles(std::min(TaskRows, rows - r), columns, [&](auto height, auto vectors, int64_t at) {
            Lanes sums[height()][vectors()];
            const Target here = target.from(r + at, c);
            begin_tile(sums, columns, here);
            accumulate<BFloat16>(wide.from(r + at, 0), side, count, sums);
            accumulate<BFloat16>(thin.from(r + at, 0), thin_side, few, sums);
            end_tile(sums, columns, here);
        });
    });
}

constexpr int Few = 8; // columns of the thin side that are summed together: its width is a multiple
constexpr int64_t Ahead = 16; // pairs of rows that are fetched before they are needed: a column's lie far apart

// Thirty-two columns of two rows as units of a dot instruction: 0–3, 8–11, 16–19 and 24–27 in the first, the others in the second.
struct RowPair {
    Bits first, second;

    RowPair(const BFloat16* row, const BFloat16* next, int64_t columns) {
        const __mmask32 mask = columns >= 2 * Width ? ~0u : (1u << columns) - 1;
        const __m512i a = _mm512_maskz_loadu_epi16(mask, row), b = next ? _mm512_maskz_loadu_epi16(mask, next) : __m512i();
        first = (Bits)_mm512_unpacklo_epi16(a, b);
        second = (Bits)_mm512_unpackhi_epi16(a, b);
    }

    // Sums of such units in the order of the columns.
    static void store(float* to, Lanes first, Lanes second, int64_t columns) {
        const __m512i low = _mm512_setr_epi32(0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
        const __m512i high = _mm512_setr_epi32(8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
        pipelines::store(to, (Lanes)_mm512_permutex2var_ps((__m512)first, low, (__m512)second), columns);
        if (columns > Width)
            pipelines::store(to + Width, (Lanes)_mm512_permutex2var_ps((__m512)first, high, (__m512)second), columns - Width);
    }
};

// thinᵀ · wide, [rank, width]: thin [rows, rank and more] and wide [rows, width], both of bfloat16. Wide is read as it lies: rank is
// small, so that packing it would take as long as the product.
Tensor few_rows(const Tensor& thin, int64_t rank, const Tensor& wide, int64_t width) {
    const int64_t rows = thin.size(0), chunk = 2 * Width, chunks = (width + chunk - 1) / chunk;
    const Packed pairs = packed_rows<BFloat16>(pointer<BFloat16>(thin), thin.size(1), rows, rank);
    Tensor result = at::empty({rank, width}, at::kFloat);
    for_tasks(chunks * ((rank + Few - 1) / Few), [&](int64_t i) {
        const int64_t c = i % chunks * chunk, k = i / chunks * Few, here = std::min(chunk, width - c);
        const int64_t panel = k / PanelWidth * PanelWidth, stride = padded(std::min(PanelWidth, rank - panel));
        const uint32_t* factors = pairs.panel(panel, units<BFloat16>(rows)) + (k - panel);
        Lanes sums[Few][2] = {};
        const BFloat16* row = pointer<BFloat16>(wide) + c;
        for (int64_t r = 0; r < rows; r += 2, factors += stride, row += 2 * width) {
            __builtin_prefetch(row + 2 * Ahead * width);
            __builtin_prefetch(row + (2 * Ahead + 1) * width);
            const RowPair both(row, r + 1 < rows ? row + width : nullptr, here);
#pragma GCC unroll 8
            for (int f = 0; f < Few; f++) {
                const Bits factor = Bits{} + (int32_t)factors[f];
                sums[f][0] = multiply_add<BFloat16>(factor, both.first, sums[f][0]);
                sums[f][1] = multiply_add<BFloat16>(factor, both.second, sums[f][1]);
            }
        }
        for (int64_t f = 0; f < std::min<int64_t>(Few, rank - k); f++)
            RowPair::store(pointer<float>(result) + (k + f) * width + c, sums[f][0], sums[f][1], here);
    });
    return result;
}

// scale · x · sideᵀ in bfloat16, [rows, rank up to a multiple of Few]: x [rows, a multiple of 4], and element (k, i) of side [rank, in]
// lies at side[k * down + i * across]. With so few columns a vector holds two units of each, side by side, and their sums are added at
// the end.
Tensor thin_product(const Tensor& x, int64_t rows, const float* side, int64_t down, int64_t across, int64_t rank, int64_t in,
                    double scale) {
    const int64_t steps = x.size(-1) / 4, groups = (rank + Few - 1) / Few;
    Block<BFloat16> packed(groups * steps * Few * 4);
    std::fill_n(packed.data, groups * steps * Few * 4, BFloat16(0.f));
    for (int64_t k = 0; k < rank; k++)
        for (int64_t i = 0; i < in; i++)
            packed[((k / Few * steps + i / 4) * Few + k % Few) * 4 + i % 4] = side[k * down + i * across] * (float)scale;

    Tensor result = at::empty({rows, groups * Few}, x.options());
    const auto left = (const int64_t*)x.data_ptr();
    for_tasks((rows + TaskRows - 1) / TaskRows * groups, [&](int64_t task) {
        const int64_t start = task / groups * TaskRows, group = task % groups;
        const auto right = (const char*)(packed + group * steps * Few * 4);
        for_tiles_of<1>(std::min(TaskRows, rows - start), [&](auto height, auto, int64_t at) {
            Lanes sums[height()] = {};
            const int64_t* row = left + (start + at) * steps;
            for (int64_t step = 0; step < steps; step++) {
                Bits columns;
                std::memcpy(&columns, right + step * sizeof columns, sizeof columns);
#pragma GCC unroll 16
                for (int r = 0; r < height(); r++)
                    sums[r] = multiply_add<BFloat16>((Bits)_mm512_set1_epi64(row[r * steps + step]), columns, sums[r]);
            }
            const __m512i even = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 0, 2, 4, 6, 8, 10, 12, 14);
            for (int r = 0; r < height(); r++) {
                const __m512 both = _mm512_add_ps((__m512)sums[r], _mm512_permute_ps((__m512)sums[r], 0xb1));
                const auto few = _mm256_cvtneps_pbh(_mm512_castps512_ps256(_mm512_permutexvar_ps(even, both)));
                std::memcpy(pointer<BFloat16>(result) + ((start + at + r) * groups + group) * Few, &few, sizeof few);
            }
        });
    });
    return result;
}

struct FrozenLinear : Function<FrozenLinear> {
    static Tensor forward(AutogradContext* context, const Tensor& x, const Weight& weight, const OptionalTensor& bias,
                          const OptionalTensor& a, const OptionalTensor& b, double scale) {
        const int64_t in = weight.in(), out = weight.out(), rows = x.numel() / in;
        Tensor left = x.contiguous(), padded = by_fours(left), added = given(bias) ? bias->contiguous() : Tensor(), thin;
        auto sizes = x.sizes().vec();
        sizes.back() = out;
        Tensor result = at::empty(sizes, x.options());
        Packed up;
        if (given(a)) {
            const Tensor down = a->contiguous(), wide = b->contiguous();
            thin = thin_product(padded, rows, pointer<float>(down), in, 1, down.size(0), in, scale);
            up = packed_columns<BFloat16>(pointer<float>(wide), wide.size(1), wide.size(1), out);
        }
        const Target target{result.data_ptr(), out, true, false, added.defined() ? pointer<float>(added) : nullptr};
        weight.for_strips(true, [&](const Packed& strip, int64_t first) {
            if (thin.defined()) multiply_both(left_of(padded), rows, strip, left_of(thin), up, first, target.from(0, first));
            else multiply<BFloat16>(left_of(padded), rows, strip, target.from(0, first));
        });
        const Nf4& nf4 = weight.nf4;
        context->save_for_backward({weight.full, nf4.codes, nf4.scales, nf4.groups, nf4.offset, nf4.levels, nf4.scale_levels,
                                    nf4.decoded_scales, given(a) ? left : Tensor(), given(a) ? *a : Tensor(), given(b) ? *b : Tensor(),
                                    thin});
        context->saved_data["sizes"] = x.sizes().vec();
        context->saved_data["out"] = out;
        context->saved_data["scale"] = scale;
        context->saved_data["learns"] = x.requires_grad();
        return result;
    }

    static variable_list backward(AutogradContext* context, variable_list grads) {
        refuse_second_derivative("frozen_linear");
        auto s = context->get_saved_variables();
        const auto sizes = context->saved_data["sizes"].toIntVector();
        const int64_t in = sizes.back(), out = context->saved_data["out"].toInt();
        const Weight weight{s[0], {s[1], s[2], s[3], s[4], s[5], s[6], out, in, s[7]}};
        const Tensor &x = s[8], &a = s[9], &b = s[10], &thin = s[11];
        const double scale = context->saved_data["scale"].toDouble();
        Tensor grad = grads[0].contiguous(), padded = by_fours(grad), grad_x, grad_a, grad_b, grad_thin;
        const int64_t rows = grad.numel() / out, rank = a.defined() ? a.size(0) : 0;
        if (a.defined()) {
            const Tensor up = b.contiguous();
            grad_thin = thin_product(padded, rows, pointer<float>(up), 1, rank, rank, out, scale);
            grad_a = few_rows(grad_thin, rank, x, in);
            grad_b = few_rows(thin, rank, grad, out).t().contiguous();
        }
        if (context->saved_data["learns"].toBool()) {
            grad_x = at::empty(sizes, grad.options());
            Packed down;
            if (a.defined()) {
                const Tensor wide = a.contiguous();
                down = packed_rows<BFloat16>(pointer<float>(wide), in, rank, in);
            }
            const Target target{grad_x.data_ptr(), in, true};
            weight.for_strips(false, [&](const Packed& strip, int64_t first) {
                if (a.defined()) multiply_both(left_of(padded), rows, strip, left_of(grad_thin), down, first, target.from(0, first));
                else multiply<BFloat16>(left_of(padded), rows, strip, target.from(0, first));
            });
        }
        return {grad_x, Tensor(), Tensor(), grad_a, grad_b, Tensor()};
    }
};

bool applies(const Tensor& x, const OptionalTensor& bias, const OptionalTensor& a, const OptionalTensor& b) {
    const auto fits = [](const OptionalTensor& side) {
        return !given(side) || (side->device().is_cpu() && side->scalar_type() == at::kFloat);
    };
    return x.device().is_cpu() && x.scalar_type() == at::kBFloat16 && x.numel() > 0 && fits(bias) && fits(a) && fits(b);
}
#endif

OptionalTensor as_type_of(const Tensor& x, const OptionalTensor& tensor) {
    return given(tensor) ? OptionalTensor(tensor->to(x.scalar_type())) : torch::nullopt;
}

// What the low-rank part adds, where no kernel takes both.
Tensor with_low_rank(const Tensor& product, const Tensor& x, const OptionalTensor& a, const OptionalTensor& b, double scale) {
    if (!given(a)) return product;
    return product + at::linear(at::linear(x, a->to(x.scalar_type())) * scale, b->to(x.scalar_type()));
}

void check(const char* kernel, const Tensor& x, int64_t out, int64_t in, const OptionalTensor& bias, const OptionalTensor& a,
           const OptionalTensor& b) {
    TORCH_CHECK(x.dim() >= 1 && x.size(-1) == in, kernel, ": x ", x.sizes(), " times a weight [", out, ", ", in,
                "]: the last dimension of x must equal the weight's second");
    TORCH_CHECK(!given(bias) || (bias->dim() == 1 && bias->size(0) == out && !bias->requires_grad()), kernel, ": a weight of ", out,
                " rows takes a bias of as many, without gradient");
    TORCH_CHECK(given(a) == given(b), kernel, ": a and b come together");
    TORCH_CHECK(!given(a) || (a->dim() == 2 && b->dim() == 2 && a->size(1) == in && b->size(0) == out && a->size(0) == b->size(1)),
                kernel, ": a weight [", out, ", ", in, "] takes a [rank, in] and b [out, rank], not ",
                given(a) ? a->sizes() : at::IntArrayRef(), " and ", given(b) ? b->sizes() : at::IntArrayRef());
}

Tensor lora_linear(const Tensor& x, const Tensor& weight, const OptionalTensor& bias, const Tensor& a, const Tensor& b, double scale) {
    TORCH_CHECK(weight.dim() == 2 && !weight.requires_grad(), "lora_linear: the weight ", weight.sizes(),
                " must be a matrix without gradient");
    check("lora_linear", x, weight.size(0), weight.size(1), bias, a, b);
#if defined(__AVX512BF16__)
    if (applies(x, bias, a, b) && weight.device().is_cpu() && weight.scalar_type() == at::kFloat)
        return FrozenLinear::apply(x, Weight{weight, {}}, bias, a, b, scale);
#endif
    return with_low_rank(at::linear(x, weight.to(x.scalar_type()), as_type_of(x, bias)), x, a, b, scale);
}

// x · weightᵀ from strips of rows that are decoded for each pass and then forgotten.
struct DecodedLinear : Function<DecodedLinear> {
    static Tensor forward(AutogradContext* context, const Tensor& x, const Nf4& nf4) {
        context->save_for_backward({nf4.codes, nf4.scales, nf4.groups, nf4.offset, nf4.levels, nf4.scale_levels, nf4.decoded_scales});
        context->saved_data["out"] = nf4.out;
        context->saved_data["in"] = nf4.in;
        auto sizes = x.sizes().vec();
        sizes.back() = nf4.out;
        Tensor result = at::empty(sizes, x.options());
        for_rows(nf4, [&](int64_t first, int64_t count, const Tensor& strip) {
            result.narrow(-1, first, count).copy_(at::linear(x, strip.to(x.scalar_type())));
        });
        return result;
    }

    static variable_list backward(AutogradContext* context, variable_list grads) {
        auto s = context->get_saved_variables();
        const Nf4 nf4{s[0], s[1], s[2], s[3], s[4], s[5], context->saved_data["out"].toInt(), context->saved_data["in"].toInt(), s[6]};
        Tensor grad_x;
        for_rows(nf4, [&](int64_t first, int64_t count, const Tensor& strip) {
            const Tensor part = at::matmul(grads[0].narrow(-1, first, count), strip.to(grads[0].scalar_type()));
            grad_x = grad_x.defined() ? grad_x + part : part;
        });
        return {grad_x, Tensor()};
    }

    template <class F>
    static void for_rows(const Nf4& nf4, F&& body) {
        const int64_t most = std::max<int64_t>(1, Nf4::StripBytes / (nf4.in * (int64_t)sizeof(float)));
        for (int64_t first = 0; first < nf4.out; first += most) {
            const int64_t count = std::min(most, nf4.out - first);
            Tensor strip = at::empty({count, nf4.in}, at::kFloat);
            at::parallel_for(0, count, row_grain(nf4.in), [&](int64_t from, int64_t to) {
                nf4.decode((first + from) * nf4.in, (to - from) * nf4.in, pointer<float>(strip) + from * nf4.in);
            });
            body(first, count, strip);
        }
    }
};

Tensor nf4_linear(const Tensor& x, at::TensorList weight, int64_t out, int64_t in, const OptionalTensor& bias, const OptionalTensor& a,
                  const OptionalTensor& b, double scale) {
    check("nf4_linear", x, out, in, bias, a, b);
    const Nf4 nf4 = Nf4::of(weight, out, in);
#if defined(__AVX512BF16__)
    if (applies(x, bias, a, b)) return FrozenLinear::apply(x, Weight{Tensor(), nf4}, bias, a, b, scale);
#endif
    const Tensor product = with_low_rank(DecodedLinear::apply(x, nf4), x, a, b, scale);
    return given(bias) ? product + bias->to(x.scalar_type()) : product;
}

} // namespace

TORCH_LIBRARY_FRAGMENT(pipelines, library) {
    library.def("lora_linear(Tensor x, Tensor weight, Tensor? bias, Tensor a, Tensor b, float scale) -> Tensor");
    library.def("nf4_linear(Tensor x, Tensor[] weight, int rows, int columns, Tensor? bias, Tensor? a, Tensor? b, float scale) -> Tensor");
}
TORCH_LIBRARY_IMPL(pipelines, CompositeImplicitAutograd, library) {
    library.impl("lora_linear", lora_linear);
    library.impl("nf4_linear", nf4_linear);
}

} // namespace pipelines
