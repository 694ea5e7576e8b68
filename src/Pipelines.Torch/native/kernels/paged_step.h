// One query a head over keys that lie in blocks of tokens: the heads of one sequence that share a head of keys, on one thread.
#pragma once
#include "attention_scores.h"

namespace pipelines {

// keys [blocks, block_tokens, kv_heads, dim] and values [blocks, block_tokens, kv_heads, value_dim].
template <class T>
struct Pages {
    const T *keys, *values;
    int64_t block_tokens, kv_heads, dim, value_dim;

    const T* key(int64_t place, int64_t kv) const { return keys + (place * kv_heads + kv) * dim; }
    const T* value(int64_t place, int64_t kv) const { return values + (place * kv_heads + kv) * value_dim; }
};

template <class T>
class PagedStep {
    static constexpr int64_t Stripe = 4; // vectors of a result that stay in registers
    const Shape s;
    const Pages<T> pages;
    const int64_t* table;
    const int64_t first, count, room;
    Block<float> weights; // [group, room]: products, then scores, then weights

public:
    // The sequence's keys are those of the shape; the query is at the last of them.
    PagedStep(const Shape& shape, const Pages<T>& pages, const int64_t* table)
        : s(shape), pages(pages), table(table), first(s.first(0, 0)), count(s.keys - first), room(padded(count)),
          weights(s.group() * room) {}

    // q [heads, dim] → out [heads, value_dim].
    void run(int64_t kv, const T* q, T* out) const {
        const int64_t head = kv * s.group();
        for_tokens([&](int64_t i, int64_t place) {
            const T* key = pages.key(place, kv);
            for (int64_t g = 0; g < s.group(); g++) weights[g * room + i] = product(q + (head + g) * s.dim, key);
        });
        for (int64_t g = 0; g < s.group(); g++) {
            const float share = 1.0f / soften(head + g, weights + g * room);
            for (int64_t d = 0; d < s.value_dim; d += Stripe * Width)
                mix(kv, weights + g * room, share, d, out + (head + g) * s.value_dim);
        }
    }

private:
    // Calls body(i, place) for the token at first + i, which lies at that place among the tokens of all blocks.
    template <class F>
    void for_tokens(F&& body) const {
        for (int64_t i = 0; i < count;) {
            const int64_t position = first + i, within = position % pages.block_tokens;
            const int64_t place = table[position / pages.block_tokens] * pages.block_tokens + within;
            const int64_t end = std::min(count, i + pages.block_tokens - within);
            for (int64_t j = i; j < end; j++) body(j, place + j - i);
            i = end;
        }
    }

    float product(const T* q, const T* key) const {
        Lanes products = {};
        for (int64_t d = 0; d < s.dim; d += Width) products += load(q + d, s.dim - d) * load(key + d, s.dim - d);
        return sum(products);
    }

    // Products become weights that are not yet divided by their sum, which is returned.
    float soften(int64_t h, float* row) const {
        const Scoring scoring(s, 0, h);
        Lanes most = lanes(Nothing);
        for (int64_t i = 0; i < count; i += Width) {
            const Lanes scores = scoring.of_query(load(row + i), s.past(), first + i, count - i).value;
            store(row + i, scores);
            most = maximum(scores, most);
        }
        const float top = largest(most);
        Lanes total = {};
        for (int64_t i = 0; i < count; i += Width) {
            const Lanes weight = exponential(load(row + i) - top);
            store(row + i, weight);
            total += weight;
        }
        return sum(total);
    }

    // The channels of one head's result from d on, as many as stay in registers.
    void mix(int64_t kv, const float* row, float share, int64_t d, T* out) const {
        const int64_t here = std::min(Stripe * Width, s.value_dim - d);
        Lanes sums[Stripe] = {};
        for_tokens([&](int64_t i, int64_t place) {
            const T* value = pages.value(place, kv) + d;
            for (int64_t j = 0; j < Stripe; j++)
                if (j * Width < here) sums[j] += load(value + j * Width, here - j * Width) * row[i];
        });
        for (int64_t j = 0; j * Width < here; j++) store(out + d + j * Width, sums[j] * share, here - j * Width);
    }
};

} // namespace pipelines
