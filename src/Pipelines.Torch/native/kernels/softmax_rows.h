// Softmax of x · weightᵀ a block of rows at a time: a tile of logits is exponentiated while it is in registers, under a shift of its
// row, and never stored as a logit.
#pragma once
#include "kept_weight.h"
#include <cmath>
#include <limits>

namespace pipelines {

constexpr int64_t BlockRows = 48; // of one task: a whole number of tiles of every height
constexpr float Infinity = std::numeric_limits<float>::infinity();

// What the logits go through before softmax: a bias [vocab] of float32, whose memory goes on for a vector, then a cap; or neither.
struct Bend {
    Tensor bias;
    float cap = 0;

    static Bend of(const Tensor& bias, double cap) {
        return {bias.defined() ? at::constant_pad_nd(bias, {0, Width}).contiguous() : Tensor(), static_cast<float>(cap)};
    }
    bool any() const { return cap > 0 || bias.defined(); }
};

// Bent: whether there is a bend at all. Entropic: whether the logits' mean under softmax is wanted too.
template <class T, bool Bent, bool Entropic>
class SoftmaxRows {
protected:
    const Tensor &x, &weight, &targets;
    const Bend& bend;
    const int64_t rows = x.size(0), dim = x.size(1), vocab = weight.size(0);
    const int64_t stride = padded(vocab) + 2 * Width; // rows start in different cache sets
    const int64_t ignore_index;
    const Packed forward;

    // One task's rows: the sums of their exponentials under a shift, those at the targets left out, and where the exponentials go.
    struct Rows {
        int64_t first, count;
        T* exponentials;             // by rows, or null
        uint32_t* turned;            // by columns, packed over `contraction` rows of which the first is the `offset`th; or null
        int64_t contraction, offset;
        float shift[BlockRows], logit[BlockRows], slope[BlockRows]; // the last two at the target
        Lanes sums[BlockRows], moments[BlockRows];                  // moments: of each exponential times its shifted logit
    };

    SoftmaxRows(const Tensor& x, const Tensor& weight, const Tensor& targets, const Bend& bend, int64_t ignore_index)
        : x(x), weight(weight), targets(targets), bend(bend), ignore_index(ignore_index), forward(forward_of(weight)) {}

    int64_t target(int64_t row) const { return pointer<int64_t>(targets)[row]; }
    bool counts(int64_t row) const { return target(row) != ignore_index; }

    // Without a shift the exponentials of all usual logits fit; a row whose sum does not is done again, below its maximum.
    void soften(Rows& mine) const {
        for (int64_t r = 0; r < mine.count; r++) mine.shift[r] = counts(mine.first + r) ? 0 : Infinity;
        exponentiate(mine);
        if (fits(mine)) return;
        shift_to_maxima(mine);
        exponentiate(mine);
    }

    static float total(const Rows& mine, int64_t r) { return sum(mine.sums[r]) + std::exp(mine.logit[r] - mine.shift[r]); }

    // −Σ p · log p of a row whose exponentials sum to 1 / share.
    static float entropy(const Rows& mine, int64_t r, float share) {
        const float shifted = mine.logit[r] - mine.shift[r];
        return -std::log(share) - (sum(mine.moments[r]) + std::exp(shifted) * shifted) * share;
    }

private:
    static Packed forward_of(const Tensor& weight) {
        if constexpr (std::is_same_v<T, BFloat16>) return kept_forward(weight);
        return packed_columns<T>(pointer<float>(weight), weight.size(1), weight.size(1), weight.size(0));
    }

    bool fits(const Rows& mine) const {
        for (int64_t r = 0; r < mine.count; r++)
            if (counts(mine.first + r) && !(total(mine, r) > 1e-20f && total(mine, r) < 1e30f)) return false;
        return true;
    }

    Left left(const Rows& mine) const { return Left::rows(pointer<T>(x) + mine.first * dim, dim); }

    void exponentiate(Rows& mine) const {
        const int64_t count = units<T>(dim);
        std::fill(mine.sums, mine.sums + mine.count, Lanes{});
        if constexpr (Entropic) std::fill(mine.moments, mine.moments + mine.count, Lanes{});
        for (int64_t c = 0; c < vocab; c += PanelWidth) {
            const int64_t columns = std::min(PanelWidth, vocab - c);
            uint32_t* to = mine.turned ? mine.turned + c * units<T>(mine.contraction) : nullptr;
            const int64_t at = mine.offset / PerUnit<T> * padded(columns);
            for_tiles(mine.count, columns, [&](auto height, auto vectors, int64_t r) {
                Lanes tile[height()][vectors()] = {};
                accumulate<T>(left(mine).from(r, 0), forward.panel(c, count), count, tile);
                uint32_t* here = to ? to + at + r / PerUnit<T> * padded(columns) : nullptr;
                exponentiate_tile<height(), vectors()>(mine, r, c, columns, tile, here);
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
                const Lanes shifted = tile[i][v] - mine.shift[r + i];
                tile[i][v] = exponential(shifted);
                if (v == Vectors - 1) tile[i][v] = join(columns - v * Width, tile[i][v], Lanes{});
                if (here) tile[i][v] = without(wanted - v * Width, tile[i][v]);
                mine.sums[r + i] += tile[i][v];
                if constexpr (Entropic) mine.moments[r + i] += tile[i][v] * shifted;
                if constexpr (Bent) tile[i][v] *= slopes[v];
                if (mine.exponentials) store(mine.exponentials + (r + i) * stride + c + v * Width, tile[i][v]);
            }
        }
        if (!to) return;
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
};

} // namespace pipelines
