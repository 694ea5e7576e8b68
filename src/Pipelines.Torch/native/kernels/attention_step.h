// One query a head over all keys: what each step of decoding asks of attention.cpp. It reads keys and values once, as they lie.
#pragma once
#include "attention_tiles.h"

namespace pipelines {

template <class T>
class AttentionStep {
    const Shape s;
    const int64_t b, kv;
    Block<float> weights, sums;

public:
    AttentionStep(const Shape& shape, int64_t b, int64_t kv)
        : s(shape), b(b), kv(kv), weights(padded(s.keys)), sums(padded(s.dim)) {}

    void run(const T* q, const T* k, const T* v, T* out, float* lse) {
        for (int64_t h = kv * s.group(); h < (kv + 1) * s.group(); h++)
            lse[s.row(b, 0, h)] = head(q + s.query(b, 0, h), k + s.key(b, 0, kv), v + s.key(b, 0, kv), out + s.query(b, 0, h));
    }

private:
    // Returns the log-sum-exp.
    float head(const T* q, const T* k, const T* v, T* out) {
        float most = Nothing;
        for (int64_t j = 0; j < s.keys; j++) {
            Lanes products = {};
            for (int64_t d = 0; d < s.dim; d += Width) products += load(q + d, s.dim - d) * load(k + j * s.key_stride() + d, s.dim - d);
            weights[j] = sum(products) * s.scale;
            most = weights[j] > most || weights[j] != weights[j] ? weights[j] : most;
        }
        Lanes totals = {};
        for (int64_t j = 0; j < s.keys; j += Width) {
            const Lanes weight = join(s.keys - j, exponential(load(weights + j) - most), Lanes{});
            store(weights + j, weight);
            totals += weight;
        }
        const float total = sum(totals);
        std::fill(sums.data, sums + padded(s.dim), 0.0f);
        for (int64_t j = 0; j < s.keys; j++)
            for (int64_t d = 0; d < s.dim; d += Width)
                store(sums + d, load(sums + d) + load(v + j * s.key_stride() + d, s.dim - d) * weights[j]);
        for (int64_t d = 0; d < s.dim; d += Width) store(out + d, load(sums + d) / total, s.dim - d);
        return most + std::log(total);
    }
};

} // namespace pipelines
