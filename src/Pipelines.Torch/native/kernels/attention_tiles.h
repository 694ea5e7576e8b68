// The tiles of attention.cpp: one batch entry's heads that share one head of keys, on one thread.
#pragma once
#include "product.h"
#include <cmath>
#include <limits>

namespace pipelines {

// q, out [batch, time, heads, dim]; k, v [batch, keys, kv_heads, dim]; lse [batch, heads, time].
struct Shape {
    int64_t batch, time, keys, heads, kv_heads, dim;
    float scale;
    bool causal;

    int64_t past() const { return keys - time; }
    int64_t group() const { return heads / kv_heads; }
    int64_t query(int64_t b, int64_t t, int64_t h) const { return ((b * time + t) * heads + h) * dim; }
    int64_t key(int64_t b, int64_t t, int64_t h) const { return ((b * keys + t) * kv_heads + h) * dim; }
    int64_t row(int64_t b, int64_t t, int64_t h) const { return (b * heads + h) * time + t; }
    int64_t query_stride() const { return heads * dim; }
    int64_t key_stride() const { return kv_heads * dim; }
    // Keys that the queries before `end` see.
    int64_t seen(int64_t end) const { return causal ? std::min(keys, end + past()) : keys; }
};

constexpr int64_t QueryBlock = PanelWidth;
constexpr float Nothing = -std::numeric_limits<float>::infinity();

// A right side of several panels; `part` finds a later stretch of the contraction.
template <class T>
struct RightSide {
    int64_t count, columns;
    Block<uint32_t> units_;

    RightSide(int64_t contraction, int64_t columns)
        : count(units<T>(contraction)), columns(columns), units_(packed_size<T>(contraction, columns)) {}

    void pack_columns(const T* from, int64_t stride, int64_t contraction, int64_t filled) {
        count = units<T>(contraction);
        columns = filled;
        for (int64_t c = 0; c < columns; c += PanelWidth)
            pipelines::pack_columns<T>(from + c * stride, stride, contraction, std::min(PanelWidth, columns - c), units_ + c * count);
    }
    void pack_rows(const T* from, int64_t stride, int64_t contraction) {
        count = units<T>(contraction);
        for (int64_t c = 0; c < columns; c += PanelWidth)
            pipelines::pack_rows<T>(from + c, stride, contraction, std::min(PanelWidth, columns - c), units_ + c * count);
    }
    // target (+)= left · the contraction's elements [from, from + length); `from` is even.
    void multiply(Left left, int64_t rows, int64_t from, int64_t length, Target target) const {
        for (int64_t c = 0; c < columns; c += PanelWidth) {
            const int64_t here = std::min(PanelWidth, columns - c);
            panel_product<T>(left, rows, units_ + c * count + from / PerUnit<T> * padded(here), units<T>(length), here, target.from(0, c));
        }
    }
    // target = left · the columns [from, from + length), both at the edges of panels.
    void multiply_columns(Left left, int64_t rows, int64_t from, int64_t length, Target target) const {
        product<T>(left, rows, units_ + from * count, count, std::min(length, columns - from), target);
    }
};

template <class T>
class AttentionForward {
    static constexpr int64_t KeyBlock = 256;
    const Shape s;
    const int64_t b, kv;
    RightSide<T> keys, values;
    Block<float> scores, sums;
    Block<T> weights;
    float most[QueryBlock], total[QueryBlock];

public:
    AttentionForward(const Shape& shape, int64_t b, int64_t kv)
        : s(shape), b(b), kv(kv), keys(s.dim, s.keys), values(s.keys, s.dim), scores(QueryBlock * KeyBlock), sums(QueryBlock * s.dim),
          weights(QueryBlock * KeyBlock) {}

    void run(const T* q, const T* k, const T* v, T* out, float* lse) {
        keys.pack_columns(k + s.key(b, 0, kv), s.key_stride(), s.dim, s.keys);
        values.pack_rows(v + s.key(b, 0, kv), s.key_stride(), s.keys);
        for (int64_t h = kv * s.group(); h < (kv + 1) * s.group(); h++)
            for (int64_t q0 = 0; q0 < s.time; q0 += QueryBlock) {
                const int64_t rows = std::min(QueryBlock, s.time - q0);
                queries(q + s.query(b, q0, h), q0, rows);
                write(rows, out + s.query(b, q0, h), lse + s.row(b, q0, h));
            }
    }

private:
    void queries(const T* q, int64_t q0, int64_t rows) {
        std::fill(most, most + rows, Nothing);
        std::fill(total, total + rows, 0.0f);
        std::fill(sums.data, sums + rows * s.dim, 0.0f);
        const int64_t seen = s.seen(q0 + rows);
        for (int64_t k0 = 0; k0 < seen; k0 += KeyBlock) {
            const int64_t count = std::min(KeyBlock, seen - k0);
            const int64_t panels = (count + PanelWidth - 1) / PanelWidth * PanelWidth;
            keys.multiply_columns(Left::rows(q, s.query_stride()), rows, k0, panels, {scores, KeyBlock});
            for (int64_t r = 0; r < rows; r++) {
                const int64_t visible = s.causal ? std::min(count, q0 + r + s.past() + 1 - k0) : count;
                const float shrink = soften(r, std::max<int64_t>(0, visible), padded(count));
                if (k0 > 0 && shrink != 1.0f)
                    for (int64_t d = 0; d < s.dim; d++) sums[r * s.dim + d] *= shrink;
            }
            values.multiply(Left::rows(weights.data, KeyBlock), rows, k0, count, {sums, s.dim, false, true});
        }
    }

    // Row r of scores becomes weights under the running maximum; returns what the earlier sums must be scaled by.
    float soften(int64_t r, int64_t visible, int64_t count) {
        float* row = scores + r * KeyBlock;
        T* to = weights + r * KeyBlock;
        Lanes top = lanes(Nothing);
        for (int64_t i = 0; i < visible; i += Width) {
            Lanes value = load(row + i);
            if (visible - i < Width) store(row + i, value = join(visible - i, value, lanes(Nothing)));
            top = maximum(value, top);
        }
        const float now = std::max(most[r], largest(top) * s.scale);
        const float shrink = most[r] == now ? 1.0f : std::exp(most[r] - now);
        Lanes added = {};
        int64_t i = 0;
        for (; i < visible; i += Width) {
            Lanes weight = exponential(load(row + i) * s.scale - now);
            added += weight;
            store(to + i, weight);
        }
        for (; i < count; i += Width) store(to + i, Lanes{});
        total[r] = total[r] * shrink + sum(added);
        most[r] = now;
        return shrink;
    }

    void write(int64_t rows, T* out, float* lse) const {
        for (int64_t r = 0; r < rows; r++) {
            const float share = 1.0f / total[r];
            for (int64_t d = 0; d < s.dim; d += Width)
                store(out + r * s.query_stride() + d, load(sums + r * s.dim + d, s.dim - d) * share, s.dim - d);
            lse[r] = most[r] + std::log(total[r]);
        }
    }
};

template <class T>
struct AttentionGradients {
    const T *q, *k, *v, *out, *grad;
    const float* lse;
    T *grad_q, *grad_k, *grad_v;
};

// Tiles are [keys, queries]: a query's sums are then lanes of a vector, and the products need no transposed operand but one.
template <class T>
class AttentionBackward {
    static constexpr int64_t KeyBlock = PanelWidth;
    const Shape s;
    const int64_t b, kv;
    RightSide<T> key_rows;                                     // for grad_q
    RightSide<T> query_columns, grad_columns;                  // for the scores and for the weights' gradients
    RightSide<T> query_rows, grad_rows;                        // for grad_k and grad_v
    Block<float> scores, weight_grads, sums_q, sums_k, sums_v;
    Block<T> weights, score_grads;
    Block<uint32_t> turned;
    alignas(64) float lse[QueryBlock], delta[QueryBlock];

public:
    AttentionBackward(const Shape& shape, int64_t b, int64_t kv)
        : s(shape), b(b), kv(kv), key_rows(s.keys, s.dim), query_columns(s.dim, QueryBlock), grad_columns(s.dim, QueryBlock),
          query_rows(QueryBlock, s.dim), grad_rows(QueryBlock, s.dim), scores(KeyBlock * QueryBlock), weight_grads(KeyBlock * QueryBlock),
          sums_q(QueryBlock * s.dim), sums_k(s.keys * s.dim), sums_v(s.keys * s.dim), weights(KeyBlock * QueryBlock),
          score_grads(KeyBlock * QueryBlock), turned(KeyBlock * QueryBlock) {}

    void run(const AttentionGradients<T>& t) {
        const int64_t first = s.key(b, 0, kv);
        key_rows.pack_rows(t.k + first, s.key_stride(), s.keys);
        std::fill(sums_k.data, sums_k + s.keys * s.dim, 0.0f);
        std::fill(sums_v.data, sums_v + s.keys * s.dim, 0.0f);
        for (int64_t h = kv * s.group(); h < (kv + 1) * s.group(); h++)
            for (int64_t q0 = 0; q0 < s.time; q0 += QueryBlock) queries(t, h, q0);
        write(sums_k, s.keys, t.grad_k + first, s.key_stride());
        write(sums_v, s.keys, t.grad_v + first, s.key_stride());
    }

private:
    void queries(const AttentionGradients<T>& t, int64_t h, int64_t q0) {
        const int64_t rows = std::min(QueryBlock, s.time - q0), at = s.query(b, q0, h), stride = s.query_stride();
        query_columns.pack_columns(t.q + at, stride, s.dim, rows);
        grad_columns.pack_columns(t.grad + at, stride, s.dim, rows);
        query_rows.pack_rows(t.q + at, stride, rows);
        grad_rows.pack_rows(t.grad + at, stride, rows);
        std::fill(sums_q.data, sums_q + rows * s.dim, 0.0f);
        for (int64_t r = 0; r < QueryBlock; r++) {
            // A query that is not there gets no weight anywhere.
            lse[r] = r < rows ? t.lse[s.row(b, q0 + r, h)] : std::numeric_limits<float>::max();
            delta[r] = r < rows ? dot(t.grad + at + r * stride, t.out + at + r * stride) : 0.0f;
        }
        const int64_t seen = s.seen(q0 + rows);
        for (int64_t k0 = 0; k0 < seen; k0 += KeyBlock) keys(t, q0, rows, k0, std::min(KeyBlock, seen - k0));
        write(sums_q, rows, t.grad_q + at, stride);
    }

    void keys(const AttentionGradients<T>& t, int64_t q0, int64_t rows, int64_t k0, int64_t count) {
        const int64_t at = s.key(b, k0, kv), width = padded(rows);
        query_columns.multiply_columns(Left::rows(t.k + at, s.key_stride()), count, 0, rows, {scores, QueryBlock});
        grad_columns.multiply_columns(Left::rows(t.v + at, s.key_stride()), count, 0, rows, {weight_grads, QueryBlock});
        for (int64_t j = 0; j < count; j++) {
            // Queries before this one do not see key k0 + j.
            const int64_t hidden = s.causal ? std::max<int64_t>(0, k0 + j - s.past() - q0) : 0;
            for (int64_t i = 0; i < width; i += Width) {
                const int64_t cell = j * QueryBlock + i;
                Lanes weight = join(rows - i, exponential(load(scores + cell) * s.scale - load(lse + i)), Lanes{});
                if (hidden > i) weight = join(hidden - i, Lanes{}, weight);
                store(weights + cell, weight);
                Lanes grad = join(rows - i, load(weight_grads + cell), Lanes{});
                store(score_grads + cell, weight * (grad - load(delta + i)) * s.scale);
            }
        }
        grad_rows.multiply(Left::rows(weights.data, QueryBlock), count, 0, rows, {sums_v + k0 * s.dim, s.dim, false, true});
        query_rows.multiply(Left::rows(score_grads.data, QueryBlock), count, 0, rows, {sums_k + k0 * s.dim, s.dim, false, true});
        pack_rows<T>(score_grads.data, QueryBlock, count, rows, turned);
        key_rows.multiply(Left::panel(turned, width), rows, k0, count, {sums_q, s.dim, false, true});
    }

    float dot(const T* a, const T* c) const {
        Lanes products = {};
        for (int64_t d = 0; d < s.dim; d += Width) products += load(a + d, s.dim - d) * load(c + d, s.dim - d);
        return sum(products);
    }

    void write(const float* from, int64_t rows, T* to, int64_t stride) const {
        for (int64_t r = 0; r < rows; r++)
            for (int64_t d = 0; d < s.dim; d += Width) store(to + r * stride + d, load(from + r * s.dim + d, s.dim - d), s.dim - d);
    }
};

} // namespace pipelines
