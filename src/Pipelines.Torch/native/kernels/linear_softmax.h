// The loss of softmax(x · weightᵀ) without the logits in memory. A tile of logits is exponentiated while it is in registers; the sums
// that make probabilities of the exponentials are applied to the small sides of the products that follow:
//
//   grad_x = (e · weight) / sums - q · weight[targets],   grad_weight = eᵀ · (x / sums) - onehot(targets)ᵀ · (q · x),
//
// where e is zero at the targets and q is one minus the target's probability, which no rounding of e then touches. So gradients are
// made from exponentials that live for one chunk of rows, and only those that are asked for. Where logits are bent on their way to
// softmax, c · tanh(logit / c), e and q are kept times the slope of the bend, which is all that the gradients change by.
#pragma once
#include "softmax_rows.h"

namespace pipelines {

constexpr int64_t ChunkBytes = 16 << 20; // exponentials that wait for the product with x

// Which gradients are wanted.
struct Asked {
    bool x = false, weight = false, bias = false;

    bool any() const { return x || weight || bias; }
};

template <class T, bool Bent, bool Entropic>
class LinearSoftmax : SoftmaxRows<T, Bent, Entropic> {
    using Base = SoftmaxRows<T, Bent, Entropic>;
    using typename Base::Rows;
    using Base::x, Base::weight, Base::bend, Base::rows, Base::dim, Base::vocab, Base::stride, Base::counts, Base::target;

    const Asked asked;
    const float* factors; // of every row's loss in the gradients; ones when null
    const Packed backward;
    std::vector<float> shares, misses; // of every row: its factor times 1 / the sum of its exponentials, and times q
    std::vector<float> bias_parts;     // of every block of a chunk: its part of grad_bias

public:
    std::vector<float> losses, entropies; // of every row, 0 where no target counts
    Tensor grad_x, grad_weight, grad_bias;

    LinearSoftmax(const Tensor& x, const Tensor& weight, const Tensor& targets, const Bend& bend, int64_t ignore_index, Asked asked,
                  const float* factors = nullptr)
        : Base(x, weight, targets, bend, ignore_index), asked(asked), factors(factors), backward(asked.x ? backward_of(weight) : Packed()),
          shares(rows), misses(rows), losses(rows), entropies(Entropic ? rows : 0) {
        if (asked.x) grad_x = at::empty_like(x);
        if (asked.weight) grad_weight = rows > 0 ? at::empty_like(weight) : at::zeros_like(weight);
        if (asked.bias) grad_bias = at::zeros({vocab}, weight.options());
    }

    void run() {
        const int64_t chunk = std::max<int64_t>(1, ChunkBytes / (BlockRows * vocab * (int64_t)sizeof(T))) * BlockRows;
        Packed turned = asked.weight ? make_packed<T>(std::min(chunk, rows), vocab) : Packed();
        for (int64_t first = 0; first < rows; first += chunk) {
            turned.contraction = std::min(chunk, rows - first);
            const int64_t blocks = (turned.contraction + BlockRows - 1) / BlockRows;
            if (asked.bias) bias_parts.resize(blocks * stride);
            for_tasks(blocks, [&](int64_t i) { block(first, i * BlockRows, turned); });
            if (asked.weight) add_grad_weight(first, turned);
            if (asked.bias) add_grad_bias(first, turned.contraction);
        }
    }

private:
    static Packed backward_of(const Tensor& weight) {
        if constexpr (std::is_same_v<T, BFloat16>) return kept_backward(weight);
        return packed_rows<T>(pointer<float>(weight), weight.size(1), weight.size(0), weight.size(1));
    }

    // Rows [start, start + BlockRows) of the chunk that begins at row `first`.
    void block(int64_t first, int64_t start, const Packed& turned) {
        const bool by_rows = asked.x || asked.bias;
        Block<T> exponentials(by_rows ? BlockRows * stride : 0);
        Rows mine{first + start, std::min(BlockRows, turned.contraction - start), by_rows ? exponentials.data : nullptr,
                  asked.weight ? (uint32_t*)turned.storage.data_ptr() : nullptr, turned.contraction, start};
        this->soften(mine);
        for (int64_t r = 0; r < mine.count; r++) {
            const int64_t row = mine.first + r;
            if (!counts(row)) continue;
            const float others = sum(mine.sums[r]), share = 1 / this->total(mine, r), factor = factors ? factors[row] : 1;
            shares[row] = share * factor;
            misses[row] = others * share * factor * (Bent ? mine.slope[r] : 1);
            losses[row] = mine.shift[r] - mine.logit[r] - std::log(share);
            if constexpr (Entropic) entropies[row] = this->entropy(mine, r, share);
        }
        if (asked.x) write_grad_x(mine);
        if (asked.bias) write_bias_part(mine, bias_parts.data() + start / BlockRows * stride);
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

} // namespace pipelines
