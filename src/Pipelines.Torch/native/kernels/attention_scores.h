// From products of queries and keys to scores: softcap, slopes of distance, and what is hidden by masks.
#pragma once
#include "attention_shape.h"

namespace pipelines {

// Scores, and their derivatives by the scaled products.
struct Scores {
    Lanes value, slope;
};

// One head's scores, a vector of pairs of a query and a key at a time.
class Scoring {
    const Shape& s;
    const int32_t* segments;
    const float slope;

public:
    Scoring(const Shape& shape, int64_t b, int64_t h)
        : s(shape), segments(s.segments ? s.segments.row(b) : nullptr), slope(s.slopes ? s.slopes[h] : 0.0f) {}

    // Of the query at position p with the first `count` keys from k on.
    Scores of_query(Lanes products, int64_t p, int64_t k, int64_t count) const {
        return of(products, static_cast<int32_t>(p - k) - Index, p, k, count);
    }
    // Of the key k with the first `count` queries from position p on.
    Scores of_key(Lanes products, int64_t k, int64_t p, int64_t count) const {
        return of(products, static_cast<int32_t>(p - k) + Index, k, p, count);
    }

private:
    // `distance` is the query's position minus the key's; `one` is the position all pairs share, `many` the first of the others.
    Scores of(Lanes products, Bits distance, int64_t one, int64_t many, int64_t count) const {
        Scores scores{products * s.scale, lanes(1)};
        if (s.softcap > 0) {
            const Lanes bent = tangent(scores.value / s.softcap);
            scores = {bent * s.softcap, 1.0f - bent * bent};
        }
        if (s.slopes) scores.value -= slope * __builtin_convertvector(distance < 0 ? -distance : distance, Lanes);
        Bits hidden = Index >= static_cast<int32_t>(std::min(count, Width));
        if (s.causal) hidden |= distance < 0;
        if (s.window > 0) {
            const int32_t window = static_cast<int32_t>(std::min<int64_t>(s.window, std::numeric_limits<int32_t>::max()));
            hidden |= (distance >= window) | (distance <= -window);
        }
        if (segments) hidden |= load_bits(segments + many, count) != segments[one];
        scores.value = hidden ? lanes(Nothing) : scores.value;
        return scores;
    }
};

} // namespace pipelines
