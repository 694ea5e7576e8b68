// Mamba-2's layer by chunks of time, as ssd.cpp says: what its forward and backward passes share.
#pragma once
#include "right_side.h"

namespace pipelines {

constexpr int64_t SsdChunk = 64; // time steps of one matrix
constexpr int64_t SsdHeads = 4;  // heads of a task, all of one group: they share the products of B and C

// x [batch, time, heads, dim]; dt [batch, time, heads]; A, D [heads], D or null; B, C [batch, time, groups, n].
template <class T>
struct Ssd {
    int64_t batch, time, heads, groups, dim, n;
    const T *x, *B, *C;
    const float *dt, *A, *D;

    int64_t chunks() const { return (time + SsdChunk - 1) / SsdChunk; }
    int64_t sharing() const { return heads / groups; }
    int64_t blocks() const { return (sharing() + SsdHeads - 1) / SsdHeads; } // of heads in a group
    int64_t tasks() const { return batch * groups * blocks(); }
    int64_t state() const { return dim * n; }
    int64_t value(int64_t b, int64_t t, int64_t h) const { return ((b * time + t) * heads + h) * dim; }
    int64_t step(int64_t b, int64_t t, int64_t h) const { return (b * time + t) * heads + h; }
    int64_t input(int64_t b, int64_t t, int64_t g) const { return ((b * time + t) * groups + g) * n; }
    int64_t value_stride() const { return heads * dim; }
    int64_t input_stride() const { return groups * n; }
};

// The heads of one task, and where its chunks begin and end.
struct SsdTask {
    int64_t b, group, block, first, last;

    template <class T>
    SsdTask(const Ssd<T>& s, int64_t i)
        : b(i / (s.groups * s.blocks())), group(i / s.blocks() % s.groups), block(i % s.blocks()),
          first(group * s.sharing() + block * SsdHeads), last(std::min(first + SsdHeads, (group + 1) * s.sharing())) {}
};

// One head's steps in a chunk, and the sums of the logarithms of its decays up to each; beyond the chunk's end nothing changes.
struct SsdSteps {
    alignas(64) float steps[SsdChunk], sums[SsdChunk];
    float total;

    template <class T>
    SsdSteps(const Ssd<T>& s, int64_t b, int64_t t0, int64_t count, int64_t h) {
        total = 0;
        for (int64_t t = 0; t < SsdChunk; t++) {
            steps[t] = t < count ? s.dt[s.step(b, t0 + t, h)] : 0.0f;
            sums[t] = total += steps[t] * s.A[h];
        }
    }
    // Of the pairs of one later step and a vector of earlier ones from j on, or of one earlier and later ones.
    Lanes decay_to(int64_t i, int64_t j) const { return exponential(sums[i] - load(sums + j)); }
    Lanes decay_from(int64_t j, int64_t i) const { return exponential(load(sums + i) - sums[j]); }
    float since_start(int64_t i) const { return std::exp(sums[i]); }
    float to_end(int64_t j) const { return std::exp(total - sums[j]); }
};

// How a state [dim, n] passes a chunk: state = exp(total) · state + Σ (dt · decay to the end · x) ⊗ B.
template <class T>
class SsdStates {
    const Ssd<T> s;
    RightSide<T> entering;
    Block<float> scaled;

public:
    explicit SsdStates(const Ssd<T>& s) : s(s), entering(SsdChunk, s.dim), scaled(SsdChunk * s.dim + Width) {}

    // `inputs` are the chunk's B, packed by rows.
    void advance(int64_t b, int64_t t0, int64_t count, int64_t h, const SsdSteps& steps, const RightSide<T>& inputs, float* state) {
        for (int64_t j = 0; j < count; j++) {
            const T* x = s.x + s.value(b, t0 + j, h);
            const float factor = steps.steps[j] * steps.to_end(j);
            for (int64_t d = 0; d < s.dim; d += Width) store(scaled + j * s.dim + d, load(x + d, s.dim - d) * factor);
        }
        entering.pack_rows(scaled.data, s.dim, count);
        const float kept = std::exp(steps.total);
        for (int64_t i = 0; i < s.state(); i++) state[i] *= kept;
        entering.multiply_turned(inputs, count, {state, s.n, false, true});
    }
};

} // namespace pipelines
