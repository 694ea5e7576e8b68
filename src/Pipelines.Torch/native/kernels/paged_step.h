// One query a head over keys that lie in blocks of tokens: the heads of one sequence that share a head of keys, on one thread.
#pragma once
#include "attention_scores.h"
#include <cmath>

namespace pipelines {

// Where the keys and values of a block's tokens lie: keys [blocks, kv_heads, block_tokens, dim], values likewise.
template <class T>
struct Pages {
    const T *keys, *values;
    int64_t block_tokens, kv_heads, dim, value_dim;

    const T* key(int64_t block, int64_t kv, int64_t within) const { return keys + row(block, kv, within) * dim; }
    const T* value(int64_t block, int64_t kv, int64_t within) const { return values + row(block, kv, within) * value_dim; }

private:
    int64_t row(int64_t block, int64_t kv, int64_t within) const { return (block * kv_heads + kv) * block_tokens + within; }
};

template <class T>
class PagedStep {
    static constexpr int64_t Together = 4; // keys whose products are summed at once, and vectors of a result that stay in registers
    const Shape s;
    const Pages<T> pages;
    const int64_t* table;
    const int64_t first, count, room;
    Block<float> weights, sums; // [group, room]: products, then scores, then weights; [group, value_dim]

public:
    // The sequence's keys are those of the shape; the query is at the last of them.
    PagedStep(const Shape& shape, const Pages<T>& pages, const int64_t* table)
        : s(shape), pages(pages), table(table), first(s.first(0, 0)), count(s.keys - first), room(padded(count)),
          weights(s.group() * room), sums(s.group() * padded(s.value_dim)) {}

    // q [heads, dim] → out [heads, value_dim].
    void run(int64_t kv, const T* q, T* out) const {
        const int64_t head = kv * s.group(), width = padded(s.value_dim);
        for_blocks([&](int64_t i, int64_t tokens, int64_t block, int64_t within, int64_t next) {
            ask_for(pages.key(next, kv, 0), s.dim);
            products(q + head * s.dim, pages.key(block, kv, within), tokens, weights + i);
        });
        for (int64_t g = 0; g < s.group(); g++) soften(head + g, weights + g * room);
        std::fill(sums.data, sums + s.group() * width, 0.0f);
        for_blocks([&](int64_t i, int64_t tokens, int64_t block, int64_t within, int64_t next) {
            ask_for(pages.value(next, kv, 0), s.value_dim);
            for (int64_t d = 0; d < s.value_dim; d += Together * Width) mix(pages.value(block, kv, within) + d, tokens, i, d);
        });
        for (int64_t g = 0; g < s.group(); g++)
            for (int64_t d = 0; d < s.value_dim; d += Width)
                store(out + (head + g) * s.value_dim + d, load(sums + g * width + d), s.value_dim - d);
    }

private:
    // Calls body(i, tokens, block, within, next) for the tokens from first + i on that lie together in a block.
    template <class F>
    void for_blocks(F&& body) const {
        for (int64_t i = 0; i < count;) {
            const int64_t block = (first + i) / pages.block_tokens, within = (first + i) % pages.block_tokens;
            const int64_t tokens = std::min(count - i, pages.block_tokens - within);
            i += tokens;
            body(i - tokens, tokens, table[block], within, i < count ? table[block + 1] : table[block]);
        }
    }

    // Blocks lie anywhere: the next one is asked for while this one is read.
    void ask_for(const T* tokens, int64_t width) const {
        for (int64_t byte = 0; byte < pages.block_tokens * width * static_cast<int64_t>(sizeof(T)); byte += 64)
            __builtin_prefetch(reinterpret_cast<const char*>(tokens) + byte);
    }

    // Of every head's query with the keys of a block's tokens: rows of `room`.
    void products(const T* q, const T* keys, int64_t tokens, float* out) const {
        for (int64_t t = 0; t < tokens; t += Together) {
            const int64_t here = std::min(Together, tokens - t);
            const T* of[Together];
            for (int64_t j = 0; j < Together; j++) of[j] = keys + (t + std::min(j, here - 1)) * s.dim;
            for (int64_t g = 0; g < s.group(); g++) {
                Lanes parts[Together] = {};
                for (int64_t d = 0; d < s.dim; d += Width) {
                    const Lanes query = load(q + g * s.dim + d, s.dim - d);
                    for (int64_t j = 0; j < Together; j++) parts[j] += query * load(of[j] + d, s.dim - d);
                }
                float found[Together];
                sum_each(parts, found);
                std::memcpy(out + g * room + t, found, here * sizeof(float));
            }
        }
    }

    // Products become weights.
    void soften(int64_t h, float* row) const {
        const Scoring scoring(s, 0, h);
        Lanes most = lanes(Nothing);
        for (int64_t i = 0; i < count; i += Width) {
            const Lanes scores = scoring.of_query(load(row + i), s.past(), first + i, count - i).value;
            store(row + i, scores);
            most = maximum(scores, most);
        }
        const float top = std::max(s.most_before(h), largest(most));
        Lanes total = {};
        for (int64_t i = 0; i < count; i += Width) {
            const Lanes weight = exponential(load(row + i) - top);
            store(row + i, weight);
            total += weight;
        }
        const float share = 1.0f / (sum(total) + s.total_before() * std::exp(s.most_before(h) - top));
        for (int64_t i = 0; i < count; i += Width) store(row + i, load(row + i) * share);
    }

    // Adds what a block's tokens, the first of which is i, give to the channels from d on, as many as stay in registers.
    void mix(const T* values, int64_t tokens, int64_t i, int64_t d) const {
        const int64_t here = std::min(Together * Width, s.value_dim - d);
        for (int64_t g = 0; g < s.group(); g++) {
            float* into = sums + g * padded(s.value_dim) + d;
            const float* row = weights + g * room + i;
            if (here == Together * Width) {
                Lanes held[Together];
                for (int64_t j = 0; j < Together; j++) held[j] = load(into + j * Width);
                for (int64_t t = 0; t < tokens; t++)
                    for (int64_t j = 0; j < Together; j++) held[j] += load(values + t * s.value_dim + j * Width) * row[t];
                for (int64_t j = 0; j < Together; j++) store(into + j * Width, held[j]);
            } else {
                for (int64_t c = 0; c < here; c += Width) {
                    Lanes held = load(into + c);
                    for (int64_t t = 0; t < tokens; t++) held += load(values + t * s.value_dim + c, here - c) * row[t];
                    store(into + c, held);
                }
            }
        }
    }

    // The sum of each of four vectors.
    static void sum_each(const Lanes* parts, float* out) {
#if defined(__AVX512F__)
        const auto a = (__m512)parts[0], b = (__m512)parts[1], c = (__m512)parts[2], d = (__m512)parts[3];
        const __m512 ab = _mm512_add_ps(_mm512_unpacklo_ps(a, b), _mm512_unpackhi_ps(a, b));
        const __m512 cd = _mm512_add_ps(_mm512_unpacklo_ps(c, d), _mm512_unpackhi_ps(c, d));
        const __m512 quarters = _mm512_add_ps(
            _mm512_castpd_ps(_mm512_unpacklo_pd(_mm512_castps_pd(ab), _mm512_castps_pd(cd))),
            _mm512_castpd_ps(_mm512_unpackhi_pd(_mm512_castps_pd(ab), _mm512_castps_pd(cd))));
        const __m128 sums = _mm_add_ps(
            _mm_add_ps(_mm512_extractf32x4_ps(quarters, 0), _mm512_extractf32x4_ps(quarters, 1)),
            _mm_add_ps(_mm512_extractf32x4_ps(quarters, 2), _mm512_extractf32x4_ps(quarters, 3)));
        std::memcpy(out, &sums, sizeof sums);
#else
        for (int64_t j = 0; j < Together; j++) out[j] = sum(parts[j]);
#endif
    }
};

} // namespace pipelines
