// The sizes of one attention, where its tensors' rows lie, and which keys its queries see.
#pragma once
#include "product.h"
#include <limits>

namespace pipelines {

constexpr int64_t QueryBlock = PanelWidth;
constexpr float Nothing = -std::numeric_limits<float>::infinity();

// Which text each position belongs to: ids [batch, keys]; the least and the greatest of every block of positions, so that blocks of
// different texts are told apart without looking inside; and where texts lie in one piece each, where that of a position begins and ends.
struct Segments {
    static constexpr int64_t Positions = 64;
    const int32_t* ids = nullptr;
    const int32_t* ranges = nullptr; // [batch, blocks, 2]
    const int32_t* runs = nullptr;   // [batch, keys, 2], or none
    int64_t keys = 0;

    explicit operator bool() const { return ids; }
    static int64_t blocks(int64_t keys) { return (keys + Positions - 1) / Positions; }
    const int32_t* row(int64_t b) const { return ids + b * keys; }
    int64_t begin(int64_t b, int64_t p) const { return runs[(b * keys + p) * 2]; }
    int64_t end(int64_t b, int64_t p) const { return runs[(b * keys + p) * 2 + 1]; }

    // Whether no position of one stretch can be of a segment of the other's.
    bool apart(int64_t b, int64_t p, int64_t positions, int64_t k, int64_t count) const {
        const auto [low, high] = range(b, p, positions);
        const auto [least, most] = range(b, k, count);
        return high < least || most < low;
    }

private:
    std::pair<int32_t, int32_t> range(int64_t b, int64_t from, int64_t count) const {
        std::pair<int32_t, int32_t> range{std::numeric_limits<int32_t>::max(), std::numeric_limits<int32_t>::min()};
        for (int64_t i = from / Positions; i <= (from + count - 1) / Positions; i++) {
            const int32_t* block = ranges + (b * blocks(keys) + i) * 2;
            range = {std::min(range.first, block[0]), std::max(range.second, block[1])};
        }
        return range;
    }
};

// q [batch, time, heads, dim]; k [batch, keys, kv_heads, dim]; v [batch, keys, kv_heads, value_dim]; out as q, but of value_dim;
// lse [batch, heads, time]. Query t is at position past + t.
struct Shape {
    int64_t batch, time, keys, heads, kv_heads, dim, value_dim;
    float scale;
    bool causal;
    int64_t window = 0;            // 0: none
    float softcap = 0;             // 0: none
    const float* slopes = nullptr; // [heads]
    const float* sinks = nullptr;  // [heads]: a score that each query has beside its keys', with no value behind it
    Segments segments;

    // Whether a score is its product alone, and what is hidden from a query lies before and behind what it sees.
    bool plain() const { return window == 0 && softcap == 0 && !slopes && (!segments || segments.runs); }
    // The greatest score and the sum of weights under it of a query that has met no key yet.
    float most_before(int64_t h) const { return sinks ? sinks[h] : Nothing; }
    float total_before() const { return sinks ? 1.0f : 0.0f; }
    int64_t past() const { return keys - time; }
    int64_t group() const { return heads / kv_heads; }
    int64_t query(int64_t b, int64_t t, int64_t h) const { return ((b * time + t) * heads + h) * dim; }
    int64_t result(int64_t b, int64_t t, int64_t h) const { return ((b * time + t) * heads + h) * value_dim; }
    int64_t key(int64_t b, int64_t t, int64_t h) const { return ((b * keys + t) * kv_heads + h) * dim; }
    int64_t value(int64_t b, int64_t t, int64_t h) const { return ((b * keys + t) * kv_heads + h) * value_dim; }
    int64_t row(int64_t b, int64_t t, int64_t h) const { return (b * heads + h) * time + t; }
    int64_t query_stride() const { return heads * dim; }
    int64_t result_stride() const { return heads * value_dim; }
    int64_t key_stride() const { return kv_heads * dim; }
    int64_t value_stride() const { return kv_heads * value_dim; }

    // The keys that queries from `begin` to before `end` see lie in [first, seen).
    int64_t first(int64_t b, int64_t begin) const {
        const int64_t p = begin + past();
        return std::max(segments.runs ? segments.begin(b, p) : 0, window > 0 ? p - window + 1 : 0);
    }
    int64_t seen(int64_t b, int64_t end) const {
        const int64_t p = end - 1 + past();
        return std::min(segments.runs ? segments.end(b, p) : keys, causal ? p + 1 : window > 0 ? p + window : keys);
    }
    // The queries that see key k lie in [asked_from, asked_to), where scores are plain.
    int64_t asked_from(int64_t b, int64_t k) const { return causal ? k - past() : segments.runs ? segments.begin(b, k) - past() : 0; }
    int64_t asked_to(int64_t b, int64_t k) const { return segments.runs ? segments.end(b, k) - past() : time; }
    // Whether a block of queries sees nothing of a block of keys because their texts differ.
    bool skips(int64_t b, int64_t q0, int64_t rows, int64_t k0, int64_t count) const {
        return segments && segments.apart(b, q0 + past(), rows, k0, count);
    }
};

} // namespace pipelines
