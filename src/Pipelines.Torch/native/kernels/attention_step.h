// One query a head over all keys: what each step of decoding asks of attention.cpp. It reads keys and values once, as they lie.
#pragma once
#include "attention_scores.h"
#include <cmath>

namespace pipelines {

template <class T>
class AttentionStep {
    const Shape s;
    const int64_t b, kv;
    Block<float> weights, sums;

public:
    AttentionStep(const Shape& shape, int64_t b, int64_t kv)
        : s(shape), b(b), kv(kv), weights(s.keys + Width), sums(padded(s.value_dim)) {}

    void run(const T* q, const T* k, const T* v, T* out, float* lse) {
        for (int64_t h = kv * s.group(); h < (kv + 1) * s.group(); h++)
            lse[s.row(b, 0, h)] = head(h, q + s.query(b, 0, h), k + s.key(b, 0, kv), v + s.value(b, 0, kv), out + s.result(b, 0, h));
    }

private:
    // Returns the log-sum-exp.
    float head(int64_t h, const T* q, const T* k, const T* v, T* out) {
        const int64_t first = s.first(b, 0), seen = s.seen(b, 1), dim = s.dim, value_dim = s.value_dim;
        const T* key = k + first * s.key_stride();
        for (int64_t j = first; j < seen; j++, key += s.key_stride()) {
            Lanes products = {};
            for (int64_t d = 0; d < dim; d += Width) products += load(q + d, dim - d) * load(key + d, dim - d);
            weights[j] = sum(products);
        }
        const float most = std::max(s.most_before(h), score(h, first, seen));
        Lanes totals = {};
        for (int64_t j = first; j < seen; j += Width) {
            const Lanes weight = join(seen - j, exponential(load(weights + j) - most), Lanes{});
            store(weights + j, weight);
            totals += weight;
        }
        const float total = sum(totals) + s.total_before() * std::exp(s.most_before(h) - most);
        std::fill(sums.data, sums + padded(value_dim), 0.0f);
        const T* value = v + first * s.value_stride();
        for (int64_t j = first; j < seen; j++, value += s.value_stride())
            for (int64_t d = 0; d < value_dim; d += Width) store(sums + d, load(sums + d) + load(value + d, value_dim - d) * weights[j]);
        for (int64_t d = 0; d < value_dim; d += Width) store(out + d, load(sums + d) / total, value_dim - d);
        return most + std::log(total);
    }

    // Products become scores; returns the greatest.
    float score(int64_t h, int64_t first, int64_t seen) {
        const Scoring scoring(s, b, h);
        Lanes most = lanes(Nothing);
        for (int64_t j = first; j < seen; j += Width) {
            const Lanes found = s.plain() ? join(seen - j, load(weights + j) * s.scale, lanes(Nothing))
                                          : scoring.of_query(load(weights + j), s.past(), j, seen - j).value;
            store(weights + j, found);
            most = maximum(found, most);
        }
        return largest(most);
    }
};

} // namespace pipelines
