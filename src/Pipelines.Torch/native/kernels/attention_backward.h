// The backward tiles of attention.cpp: one batch entry's heads that share one head of keys, on one thread.
#pragma once
#include "attention_scores.h"
#include "right_side.h"

namespace pipelines {

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
    const bool plain = s.plain();
    RightSide<T> key_rows;                                     // for grad_q
    RightSide<T> query_columns, grad_columns;                  // for the scores and for the weights' gradients
    RightSide<T> query_rows, grad_rows;                        // for grad_k and grad_v
    Block<float> scores, weight_grads, sums_q, sums_k, sums_v;
    Block<T> weights, score_grads;
    Block<uint32_t> turned;
    alignas(64) float lse[QueryBlock], delta[QueryBlock];

public:
    AttentionBackward(const Shape& shape, int64_t b, int64_t kv)
        : s(shape), b(b), kv(kv), key_rows(s.keys, s.dim), query_columns(s.dim, QueryBlock), grad_columns(s.value_dim, QueryBlock),
          query_rows(QueryBlock, s.dim), grad_rows(QueryBlock, s.value_dim), scores(KeyBlock * QueryBlock),
          weight_grads(KeyBlock * QueryBlock), sums_q(QueryBlock * s.dim), sums_k(s.keys * s.dim), sums_v(s.keys * s.value_dim),
          weights(KeyBlock * QueryBlock), score_grads(KeyBlock * QueryBlock), turned(KeyBlock * QueryBlock) {}

    void run(const AttentionGradients<T>& t) {
        const int64_t first = s.key(b, 0, kv);
        key_rows.pack_rows(t.k + first, s.key_stride(), s.keys);
        std::fill(sums_k.data, sums_k + s.keys * s.dim, 0.0f);
        std::fill(sums_v.data, sums_v + s.keys * s.value_dim, 0.0f);
        for (int64_t h = kv * s.group(); h < (kv + 1) * s.group(); h++)
            for (int64_t q0 = 0; q0 < s.time; q0 += QueryBlock) queries(t, h, q0);
        write(sums_k, s.keys, s.dim, t.grad_k + first, s.key_stride());
        write(sums_v, s.keys, s.value_dim, t.grad_v + s.value(b, 0, kv), s.value_stride());
    }

private:
    void queries(const AttentionGradients<T>& t, int64_t h, int64_t q0) {
        const int64_t rows = std::min(QueryBlock, s.time - q0), at = s.query(b, q0, h), result = s.result(b, q0, h);
        query_columns.pack_columns(t.q + at, s.query_stride(), s.dim, rows);
        grad_columns.pack_columns(t.grad + result, s.result_stride(), s.value_dim, rows);
        query_rows.pack_rows(t.q + at, s.query_stride(), rows);
        grad_rows.pack_rows(t.grad + result, s.result_stride(), rows);
        std::fill(sums_q.data, sums_q + rows * s.dim, 0.0f);
        for (int64_t r = 0; r < QueryBlock; r++) {
            // A query that is not there gets no weight anywhere.
            lse[r] = r < rows ? t.lse[s.row(b, q0 + r, h)] : std::numeric_limits<float>::max();
            const int64_t here = result + r * s.result_stride();
            delta[r] = r < rows ? dot(t.grad + here, t.out + here) : 0.0f;
        }
        const Scoring scoring(s, b, h);
        const int64_t first = s.first(b, q0) / PanelWidth * PanelWidth, seen = s.seen(b, q0 + rows);
        for (int64_t k0 = first; k0 < seen; k0 += KeyBlock) {
            const int64_t count = std::min(KeyBlock, seen - k0);
            if (!s.skips(b, q0, rows, k0, count)) keys(t, scoring, q0, rows, k0, count);
        }
        write(sums_q, rows, s.dim, t.grad_q + at, s.query_stride());
    }

    void keys(const AttentionGradients<T>& t, const Scoring& scoring, int64_t q0, int64_t rows, int64_t k0, int64_t count) {
        const int64_t width = padded(rows);
        query_columns.multiply_columns(Left::rows(t.k + s.key(b, k0, kv), s.key_stride()), count, 0, rows, {scores, QueryBlock});
        grad_columns.multiply_columns(Left::rows(t.v + s.value(b, k0, kv), s.value_stride()), count, 0, rows, {weight_grads, QueryBlock});
        for (int64_t j = 0; j < count; j++)
            if (plain) weigh(j, s.asked_from(b, k0 + j) - q0, s.asked_to(b, k0 + j) - q0, rows);
            else weigh(j, scoring, q0 + s.past(), k0 + j, rows);
        grad_rows.multiply(Left::rows(weights.data, QueryBlock), count, 0, rows, {sums_v + k0 * s.value_dim, s.value_dim, false, true});
        query_rows.multiply(Left::rows(score_grads.data, QueryBlock), count, 0, rows, {sums_k + k0 * s.dim, s.dim, false, true});
        pack_rows<T>(score_grads.data, QueryBlock, count, rows, turned);
        key_rows.multiply(Left::panel(turned, width), rows, k0, count, {sums_q, s.dim, false, true});
    }

    // Row j of scores becomes weights and the gradients of products; its key is seen by the queries from `first` to before `end`.
    void weigh(int64_t j, int64_t first, int64_t end, int64_t rows) {
        end = std::min(end, rows);
        for (int64_t i = 0; i < padded(rows); i += Width) {
            const int64_t cell = j * QueryBlock + i;
            if (first >= i + Width || end <= i) {
                store(weights + cell, Lanes{});
                store(score_grads + cell, Lanes{});
                continue;
            }
            Lanes weight = join(end - i, exponential(load(scores + cell) * s.scale - load(lse + i)), Lanes{});
            if (first > i) weight = join(first - i, Lanes{}, weight);
            finish(cell, i, rows, weight, lanes(s.scale));
        }
    }

    // The same for the key k and queries from position p on, whatever makes their scores.
    void weigh(int64_t j, const Scoring& scoring, int64_t p, int64_t k, int64_t rows) {
        for (int64_t i = 0; i < padded(rows); i += Width) {
            const int64_t cell = j * QueryBlock + i;
            const Scores found = scoring.of_key(load(scores + cell), k, p + i, rows - i);
            finish(cell, i, rows, exponential(found.value - load(lse + i)), found.slope * s.scale);
        }
    }

    void finish(int64_t cell, int64_t i, int64_t rows, Lanes weight, Lanes slope) {
        store(weights + cell, weight);
        const Lanes grad = join(rows - i, load(weight_grads + cell), Lanes{});
        store(score_grads + cell, weight * (grad - load(delta + i)) * slope);
    }

    float dot(const T* a, const T* c) const {
        Lanes products = {};
        for (int64_t d = 0; d < s.value_dim; d += Width) products += load(a + d, s.value_dim - d) * load(c + d, s.value_dim - d);
        return sum(products);
    }

    static void write(const float* from, int64_t rows, int64_t dim, T* to, int64_t stride) {
        for (int64_t r = 0; r < rows; r++)
            for (int64_t d = 0; d < dim; d += Width) store(to + r * stride + d, load(from + r * dim + d, dim - d), dim - d);
    }
};

} // namespace pipelines
