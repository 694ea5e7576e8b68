// Cross-entropy of softmax(x · weightᵀ) without the logits in memory. A tile of logits is exponentiated while it is in
// registers; the sums that make probabilities of the exponentials are applied to the small sides of the products that follow:
//
//   grad_x = (e · weight) / sums - q · weight[targets],   grad_weight = eᵀ · (x / sums) - onehot(targets)ᵀ · (q · x),
//
// where e is zero at the targets and q is one minus the target's probability, which no rounding of e then touches. So the
// gradients are made in the forward pass, from exponentials that live for one chunk of rows. Where logits are bent on their way
// to softmax, c · tanh(logit / c), e and q are kept times the slope of the bend, which is all that the gradients change by.
#include "kept_weight.h"
#include <cmath>
#include <limits>

namespace pipelines {
namespace {

using OptionalTensor = torch::optional<Tensor>;

constexpr int64_t BlockRows = 48;        // of one task: a whole number of tiles of every height
constexpr int64_t ChunkBytes = 16 << 20; // exponentials that wait for the product with x
constexpr float Infinity = std::numeric_limits<float>::infinity();

// What the logits go through before softmax: a bias [vocab] of float32, whose memory goes on for a vector, then a cap; or neither.
struct Bend {
    Tensor bias;
    float cap = 0;

    static Bend of(const OptionalTensor& bias, double cap) {
        return {bias ? at::constant_pad_nd(*bias, {0, Width}).contiguous() : Tensor(), static_cast<float>(cap)};
    }
    bool any() const { return cap > 0 || bias.defined(); }
};

// Bent: whether there is a bend at all.
template <class T, bool Bent>
class LinearCrossEntropy {
    const Tensor &x, &weight, &targets;
    const Bend& bend;
    const int64_t rows = x.size(0), dim = x.size(1), vocab = weight.size(0);
    const int64_t stride = padded(vocab) + 2 * Width; // rows start in different cache sets
    const int64_t ignore_index;
    const bool with_grads;
    const Packed forward, backward;
    std::vector<float> losses, shares, misses; // of every row: its loss, 1 / the sum of its exponentials, and q
    std::vector<float> bias_parts;             // of every block of a chunk: its part of grad_bias

    // One task's rows: their exponentials under a shift, by rows for grad_x.
    struct Rows {
        int64_t first, count;
        T* exponentials;
        float shift[BlockRows], logit[BlockRows], slope[BlockRows]; // the last two at the target
        Lanes sums[BlockRows];
    };

public:
    Tensor grad_x, grad_weight, grad_bias;

    LinearCrossEntropy(const Tensor& x, const Tensor& weight, const Tensor& targets, const Bend& bend, int64_t ignore_index,
                       bool with_grads)
        : x(x), weight(weight), targets(targets), bend(bend), ignore_index(ignore_index), with_grads(with_grads),
          forward(forward_of(weight)), backward(with_grads ? backward_of(weight) : Packed()), losses(rows), shares(rows), misses(rows) {
        if (!with_grads) return;
        grad_x = at::empty_like(x);
        grad_weight = rows > 0 ? at::empty_like(weight) : at::zeros_like(weight);
        if (bend.bias.defined()) grad_bias = at::zeros({vocab}, weight.options());
    }

    double run() {
        const int64_t chunk = std::max<int64_t>(1, ChunkBytes / (BlockRows * vocab * (int64_t)sizeof(T))) * BlockRows;
        Packed turned = with_grads ? make_packed<T>(std::min(chunk, rows), vocab) : Packed();
        for (int64_t first = 0; first < rows; first += chunk) {
            turned.contraction = std::min(chunk, rows - first);
            const int64_t blocks = (turned.contraction + BlockRows - 1) / BlockRows;
            if (grad_bias.defined()) bias_parts.resize(blocks * stride);
            for_tasks(blocks, [&](int64_t i) { block(first, i * BlockRows, turned); });
            if (with_grads) add_grad_weight(first, turned);
            if (grad_bias.defined()) add_grad_bias(first, turned.contraction);
        }
        double total = 0;
        for (float loss : losses) total += loss;
        return total;
    }

private:
    static Packed forward_of(const Tensor& weight) {
        if constexpr (std::is_same_v<T, BFloat16>) return kept_forward(weight);
        return packed_columns<T>(pointer<float>(weight), weight.size(1), weight.size(1), weight.size(0));
    }
    static Packed backward_of(const Tensor& weight) {
        if constexpr (std::is_same_v<T, BFloat16>) return kept_backward(weight);
        return packed_rows<T>(pointer<float>(weight), weight.size(1), weight.size(0), weight.size(1));
    }
    int64_t target(int64_t row) const { return pointer<int64_t>(targets)[row]; }
    bool counts(int64_t row) const { return target(row) != ignore_index; }

    // Rows [start, start + BlockRows) of the chunk that begins at row `first`.
    void block(int64_t first, int64_t start, const Packed& turned) {
        Block<T> exponentials(with_grads ? BlockRows * stride : 0);
        Rows mine{first + start, std::min(BlockRows, turned.contraction - start), exponentials};
        // Without a shift the exponentials of all usual logits fit; a row whose sum does not is done again, below its maximum.
        for (int64_t r = 0; r < mine.count; r++) mine.shift[r] = counts(mine.first + r) ? 0 : Infinity;
        exponentiate(mine, start, turned);
        if (!fits(mine)) {
            shift_to_maxima(mine);
            exponentiate(mine, start, turned);
        }
        for (int64_t r = 0; r < mine.count; r++) {
            if (!counts(mine.first + r)) continue;
            const float others = sum(mine.sums[r]), share = 1 / total(mine, r);
            shares[mine.first + r] = share;
            misses[mine.first + r] = others * share * (Bent ? mine.slope[r] : 1);
            losses[mine.first + r] = mine.shift[r] - mine.logit[r] - std::log(share);
        }
        if (with_grads) write_grad_x(mine);
        if (grad_bias.defined()) write_bias_part(mine, bias_parts.data() + start / BlockRows * stride);
    }

    static float total(const Rows& mine, int64_t r) { return sum(mine.sums[r]) + std::exp(mine.logit[r] - mine.shift[r]); }

    bool fits(const Rows& mine) const {
        for (int64_t r = 0; r < mine.count; r++)
            if (counts(mine.first + r) && !(total(mine, r) > 1e-20f && total(mine, r) < 1e30f)) return false;
        return true;
    }

    Left left(const Rows& mine) const { return Left::rows(pointer<T>(x) + mine.first * dim, dim); }

    void exponentiate(Rows& mine, int64_t start, const Packed& turned) {
        const int64_t count = units<T>(dim);
        std::fill(mine.sums, mine.sums + mine.count, Lanes{});
        for (int64_t c = 0; c < vocab; c += PanelWidth) {
            const int64_t columns = std::min(PanelWidth, vocab - c);
            uint32_t* to = nullptr;
            if (with_grads)
                to = (uint32_t*)turned.storage.data_ptr() + c * units<T>(turned.contraction) + start / PerUnit<T> * padded(columns);
            for_tiles(mine.count, columns, [&](auto height, auto vectors, int64_t r) {
                Lanes tile[height()][vectors()] = {};
                accumulate<T>(left(mine).from(r, 0), forward.panel(c, count), count, tile);
                exponentiate_tile<height(), vectors()>(mine, r, c, columns, tile, to + r / PerUnit<T> * padded(columns));
            });
        }
    }

    template <int Height, int Vectors>
    [[gnu::always_inline]] void exponentiate_tile(Rows& mine, int64_t r, int64_t c, int64_t columns, Lanes (&tile)[Height][Vectors],
                                                  uint32_t* to) const {
#pragma GCC unroll 16
        for (int i = 0; i < Height; i++) {
            const int64_t wanted = target(mine.first + r + i) - c;
            const bool here = wanted >= 0 && wanted < columns;
            Lanes slopes[Vectors];
            if constexpr (Bent) bend_row(tile[i], slopes, c);
            if (here) {
                mine.logit[r + i] = element(tile[i], wanted);
                if constexpr (Bent) mine.slope[r + i] = element(slopes, wanted);
            }
#pragma GCC unroll 4
            for (int v = 0; v < Vectors; v++) {
                tile[i][v] = exponential(tile[i][v] - mine.shift[r + i]);
                if (v == Vectors - 1) tile[i][v] = join(columns - v * Width, tile[i][v], Lanes{});
                if (here) tile[i][v] = without(wanted - v * Width, tile[i][v]);
                mine.sums[r + i] += tile[i][v];
                if constexpr (Bent) tile[i][v] *= slopes[v];
                if (with_grads) store(mine.exponentials + (r + i) * stride + c + v * Width, tile[i][v]);
            }
        }
        if (!with_grads) return;
#pragma GCC unroll 16
        for (int i = 0; i < Height; i += PerUnit<T>)
#pragma GCC unroll 4
            for (int v = 0; v < Vectors; v++) {
                Bits unit = interleaved<T>(tile[i][v], i + 1 < Height ? tile[i + 1 < Height ? i + 1 : i][v] : Lanes{});
                std::memcpy(to + (i / PerUnit<T> * Vectors + v) * Width, &unit, sizeof unit);
            }
    }

    // A row of a tile whose first column is c, after its bias and its cap, and how steep the cap is there.
    template <int Vectors>
    [[gnu::always_inline]] void bend_row(Lanes (&row)[Vectors], Lanes (&slopes)[Vectors], int64_t c) const {
#pragma GCC unroll 4
        for (int v = 0; v < Vectors; v++) {
            if (bend.bias.defined()) row[v] += load(pointer<float>(bend.bias) + c + v * Width);
            slopes[v] = lanes(1);
            if (bend.cap == 0) continue;
            const Lanes share = tangent(row[v] / bend.cap);
            row[v] = share * bend.cap;
            slopes[v] -= share * share;
        }
    }

    template <int Vectors>
    [[gnu::always_inline]] static float element(const Lanes (&row)[Vectors], int64_t column) {
        float values[Vectors * Width];
#pragma GCC unroll 4
        for (int v = 0; v < Vectors; v++) store(values + v * Width, row[v]);
        return values[column];
    }

    void shift_to_maxima(Rows& mine) const {
        Block<float> logits(mine.count * vocab);
        product<T>(left(mine), mine.count, forward.panel(0, 0), units<T>(dim), vocab, {logits, vocab});
        for (int64_t r = 0; r < mine.count; r++) {
            if (!counts(mine.first + r)) continue;
            float* row = logits + r * vocab;
            if (bend.bias.defined())
                for (int64_t i = 0; i < vocab; i++) row[i] += pointer<float>(bend.bias)[i];
            const float most = *std::max_element(row, row + vocab);
            mine.shift[r] = bend.cap > 0 ? bend.cap * std::tanh(most / bend.cap) : most;
        }
    }

    // A sum over the whole vocabulary, in stretches that stay in the cache.
    void write_grad_x(const Rows& mine) {
        const int64_t vocab_units = units<T>(vocab);
        Block<float> sums(BlockRows * dim);
        for (int64_t u = 0; u < vocab_units; u += TaskUnits)
            for (int64_t c = 0; c < dim; c += PanelWidth) {
                const int64_t here = std::min(PanelWidth, dim - c);
                panel_product<T>(Left::rows(mine.exponentials, stride).from(0, u), mine.count,
                                 backward.panel(c, vocab_units) + u * padded(here), std::min(TaskUnits, vocab_units - u), here,
                                 {sums + c, dim, false, u > 0});
            }
        for (int64_t r = 0; r < mine.count; r++) {
            const int64_t row = mine.first + r;
            T* to = pointer<T>(grad_x) + row * dim;
            const float* minus = pointer<float>(weight) + (counts(row) ? target(row) : 0) * dim;
            for (int64_t i = 0; i < dim; i += Width)
                store(to + i, load(sums + r * dim + i, dim - i) * shares[row] - load(minus + i, dim - i) * misses[row], dim - i);
        }
    }

    // What a block's rows give to grad_bias, but for their targets.
    void write_bias_part(const Rows& mine, float* part) const {
        for (int64_t c = 0; c < vocab; c += Width) {
            Lanes sums = {};
            for (int64_t r = 0; r < mine.count; r++)
                if (counts(mine.first + r)) sums += load(mine.exponentials + r * stride + c) * shares[mine.first + r];
            store(part + c, sums);
        }
    }

    void add_grad_bias(int64_t first, int64_t count) {
        float* to = pointer<float>(grad_bias);
        for_tasks((vocab + PanelWidth - 1) / PanelWidth, [&](int64_t p) {
            const int64_t end = std::min((p + 1) * PanelWidth, vocab);
            for (int64_t start = 0; start < count; start += BlockRows) {
                const float* part = bias_parts.data() + start / BlockRows * stride;
                for (int64_t c = p * PanelWidth; c < end; c++) to[c] += part[c];
            }
        });
        for (int64_t row = first; row < first + count; row++)
            if (counts(row)) to[target(row)] -= misses[row];
    }

    // The share of the chunk that begins at row `first`.
    void add_grad_weight(int64_t first, const Packed& turned) {
        const int64_t count = turned.contraction;
        Tensor scaled = at::empty({count, dim}, x.options());
        at::parallel_for(0, count, row_grain(dim), [&](int64_t from, int64_t to) {
            for (int64_t r = from; r < to; r++)
                for (int64_t i = 0; i < dim; i += Width) {
                    const Lanes share = load(pointer<T>(x) + (first + r) * dim + i, dim - i) * shares[first + r];
                    store(pointer<T>(scaled) + r * dim + i, share, dim - i);
                }
        });
        multiply_transposed<T>(turned, packed_rows<T>(pointer<T>(scaled), dim, count, dim),
                               {grad_weight.data_ptr(), dim, false, first > 0});
        // Rows may share a target, so each thread takes columns of all rows.
        for_tasks((dim + PanelWidth - 1) / PanelWidth, [&](int64_t p) {
            for (int64_t row = first; row < first + count; row++) {
                if (!counts(row)) continue;
                float* to = pointer<float>(grad_weight) + target(row) * dim;
                for (int64_t i = p * PanelWidth; i < std::min((p + 1) * PanelWidth, dim); i += Width)
                    store(to + i, load(to + i, dim - i) - load(pointer<T>(x) + row * dim + i, dim - i) * misses[row], dim - i);
            }
        });
    }
};

struct CrossEntropy : Function<CrossEntropy> {
    static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& weight, const Tensor& targets, int64_t ignore_index,
                          double softcap, const OptionalTensor& bias, bool with_grads) {
        Tensor in = x.contiguous(), w = weight.contiguous(), wanted = targets.contiguous();
        const Bend bend = Bend::of(bias, softcap);
        double loss = 0;
        const auto run = [&](auto kernel) {
            loss = kernel.run();
            if (with_grads) context->save_for_backward({kernel.grad_x, kernel.grad_weight, kernel.grad_bias});
        };
        for_type(x, [&](auto* type) {
            using T = std::remove_pointer_t<decltype(type)>;
            if constexpr (HasBFloat16Dot || std::is_same_v<T, float>) {
                if (bend.any()) run(LinearCrossEntropy<T, true>(in, w, wanted, bend, ignore_index, with_grads));
                else run(LinearCrossEntropy<T, false>(in, w, wanted, bend, ignore_index, with_grads));
            }
        });
        return at::scalar_tensor(loss, at::kFloat);
    }

    static variable_list backward(AutogradContext* context, variable_list grads) {
        refuse_second_derivative("linear_cross_entropy");
        auto saved = context->get_saved_variables();
        const double scale = grads[0].item().toDouble();
        const Tensor grad_bias = saved[2].defined() ? saved[2] * scale : Tensor();
        return {saved[0] * scale, saved[1] * scale, Tensor(), Tensor(), Tensor(), grad_bias, Tensor()};
    }
};

void check(const Tensor& x, const Tensor& weight, const Tensor& targets, int64_t ignore_index, double softcap,
           const OptionalTensor& bias) {
    check_activation("linear_cross_entropy", "x", x);
    check_float("linear_cross_entropy", "weight", weight);
    TORCH_CHECK(x.dim() == 2 && weight.dim() == 2 && x.size(1) == weight.size(1) && weight.numel() > 0,
                "linear_cross_entropy: x must be [tokens, dim] and weight [vocab, dim], not ", x.sizes(), " and ", weight.sizes());
    TORCH_CHECK(targets.scalar_type() == at::kLong && targets.dim() == 1 && targets.size(0) == x.size(0),
                "linear_cross_entropy: x ", x.sizes(), " takes as many int64 targets, not ", targets.scalar_type(), " ", targets.sizes());
    TORCH_CHECK(softcap >= 0, "linear_cross_entropy: softcap ", softcap, " must not be negative");
    if (bias) {
        check_float("linear_cross_entropy", "bias", *bias);
        TORCH_CHECK(bias->dim() == 1 && bias->size(0) == weight.size(0), "linear_cross_entropy: bias ", bias->sizes(),
                    " must be one for each row of the weight ", weight.sizes());
    }
    const Tensor wanted = targets.contiguous();
    for (int64_t i = 0; i < wanted.numel(); i++) {
        const int64_t target = pointer<int64_t>(wanted)[i];
        TORCH_CHECK(target == ignore_index || (target >= 0 && target < weight.size(0)), "linear_cross_entropy: target ", target,
                    " at position ", i, " is outside the vocabulary of ", weight.size(0));
    }
}

Tensor linear_cross_entropy(const Tensor& x, const Tensor& weight, const Tensor& targets, int64_t ignore_index, double softcap,
                            const OptionalTensor& bias) {
    check(x, weight, targets, ignore_index, softcap, bias);
    const bool with_grads =
        at::GradMode::is_enabled() && (x.requires_grad() || weight.requires_grad() || (bias && bias->requires_grad()));
    const bool widen = x.scalar_type() == at::kBFloat16 && (!HasBFloat16Dot || x.size(1) % 2 != 0);
    return CrossEntropy::apply(widen ? x.to(at::kFloat) : x, weight, targets, ignore_index, softcap, bias, with_grads);
}

} // namespace

TORCH_LIBRARY_FRAGMENT(pipelines, library) {
    library.def("linear_cross_entropy(Tensor x, Tensor weight, Tensor targets, int ignore_index=-100, float softcap=0., Tensor? bias=None)"
                " -> Tensor");
}
TORCH_LIBRARY_IMPL(pipelines, CompositeImplicitAutograd, library) { library.impl("linear_cross_entropy", linear_cross_entropy); }

} // namespace pipelines
