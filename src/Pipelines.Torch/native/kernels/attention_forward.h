// The forward tiles of attention.cpp: one batch entry's heads that share one head of keys, on one thread.
#pragma once
#include "attention_scores.h"
#include "right_side.h"
#include <cmath>

namespace pipelines {

template <class T>
class AttentionForward {
    static constexpr int64_t KeyBlock = 256;
    const Shape s;
    const int64_t b, kv;
    const bool plain = s.plain();
    RightSide<T> keys, values;
    Block<float> scores, sums;
    Block<T> weights;
    float most[QueryBlock], total[QueryBlock];

public:
    AttentionForward(const Shape& shape, int64_t b, int64_t kv)
        : s(shape), b(b), kv(kv), keys(s.dim, s.keys), values(s.keys, s.value_dim), scores(QueryBlock * KeyBlock),
          sums(QueryBlock * s.value_dim), weights(QueryBlock * KeyBlock) {}

    void run(const T* q, const T* k, const T* v, T* out, float* lse) {
        keys.pack_columns(k + s.key(b, 0, kv), s.key_stride(), s.dim, s.keys);
        values.pack_rows(v + s.value(b, 0, kv), s.value_stride(), s.keys);
        for (int64_t h = kv * s.group(); h < (kv + 1) * s.group(); h++)
            for (int64_t q0 = 0; q0 < s.time; q0 += QueryBlock) {
                const int64_t rows = std::min(QueryBlock, s.time - q0);
                queries(q + s.query(b, q0, h), h, q0, rows);
                write(rows, out + s.result(b, q0, h), lse + s.row(b, q0, h));
            }
    }

private:
    void queries(const T* q, int64_t h, int64_t q0, int64_t rows) {
        std::fill(most, most + rows, s.most_before(h));
        std::fill(total, total + rows, s.total_before());
        std::fill(sums.data, sums + rows * s.value_dim, 0.0f);
        const Scoring scoring(s, b, h);
        const int64_t first = s.first(b, q0) / PanelWidth * PanelWidth, seen = s.seen(b, q0 + rows);
        for (int64_t k0 = first; k0 < seen; k0 += KeyBlock) {
            const int64_t count = std::min(KeyBlock, seen - k0);
            if (s.skips(b, q0, rows, k0, count)) continue;
            const int64_t panels = (count + PanelWidth - 1) / PanelWidth * PanelWidth;
            keys.multiply_columns(Left::rows(q, s.query_stride()), rows, k0, panels, {scores, KeyBlock});
            for (int64_t r = 0; r < rows; r++) {
                int64_t hidden = 0, visible = count;
                if (plain) {
                    hidden = std::clamp<int64_t>(s.first(b, q0 + r) - k0, 0, count);
                    visible = std::clamp<int64_t>(s.seen(b, q0 + r + 1) - k0, hidden, count);
                } else score(scoring, scores + r * KeyBlock, q0 + r + s.past(), k0, count);
                const float shrink = soften(r, hidden, visible, padded(count));
                if (k0 > first && shrink != 1.0f)
                    for (int64_t d = 0; d < s.value_dim; d++) sums[r * s.value_dim + d] *= shrink;
            }
            values.multiply(Left::rows(weights.data, KeyBlock), rows, k0, count, {sums, s.value_dim, false, true});
        }
    }

    static void score(const Scoring& scoring, float* row, int64_t position, int64_t k0, int64_t count) {
        for (int64_t i = 0; i < count; i += Width)
            store(row + i, scoring.of_query(load(row + i), position, k0 + i, count - i).value);
    }

    // Row r of scores becomes weights under the running maximum, but for those before `hidden` and from `visible` on; returns what the
    // earlier sums must be scaled by.
    float soften(int64_t r, int64_t hidden, int64_t visible, int64_t count) {
        float* row = scores + r * KeyBlock;
        T* to = weights + r * KeyBlock;
        const int64_t begin = hidden / Width * Width;
        Lanes top = lanes(Nothing);
        for (int64_t i = begin; i < visible; i += Width) {
            Lanes value = load(row + i);
            if (hidden > i) value = join(hidden - i, lanes(Nothing), value);
            if (visible - i < Width) value = join(visible - i, value, lanes(Nothing));
            if (hidden > i || visible - i < Width) store(row + i, value);
            top = maximum(value, top);
        }
        const float scale = plain ? s.scale : 1.0f;
        const float now = std::max(most[r], largest(top) * scale);
        if (now == Nothing) {
            // All that this query has met so far is hidden from it.
            for (int64_t i = 0; i < count; i += Width) store(to + i, Lanes{});
            return 1.0f;
        }
        const float shrink = most[r] == now ? 1.0f : std::exp(most[r] - now);
        Lanes added = {};
        int64_t i = 0;
        for (; i < begin; i += Width) store(to + i, Lanes{});
        for (; i < visible; i += Width) {
            Lanes weight = exponential(load(row + i) * scale - now);
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
            for (int64_t d = 0; d < s.value_dim; d += Width)
                store(out + r * s.result_stride() + d, load(sums + r * s.value_dim + d, s.value_dim - d) * share, s.value_dim - d);
            lse[r] = most[r] + std::log(total[r]);
        }
    }
};

} // namespace pipelines
