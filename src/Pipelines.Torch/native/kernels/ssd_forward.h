// The forward pass of ssd.cpp: some heads of one batch entry, a chunk of time after the other, on one thread.
#pragma once
#include "ssd.h"

namespace pipelines {

template <class T>
class SsdForward {
    const Ssd<T> s;
    const SsdTask task;
    SsdStates<T> states;
    RightSide<T> input_columns, input_rows, value_rows, state_columns;
    Block<float> products, sums;
    Block<T> weights;

public:
    SsdForward(const Ssd<T>& s, int64_t i)
        : s(s), task(s, i), states(s), input_columns(s.n, SsdChunk), input_rows(SsdChunk, s.n), value_rows(SsdChunk, s.dim),
          state_columns(s.n, s.dim), products(SsdChunk * SsdChunk), sums(SsdChunk * s.dim + Width), weights(SsdChunk * SsdChunk) {}

    // state [batch, heads, dim, n] is read and overwritten.
    void run(float* state, T* out) {
        for (int64_t t0 = 0; t0 < s.time; t0 += SsdChunk) {
            const int64_t count = std::min(SsdChunk, s.time - t0), at = s.input(task.b, t0, task.group);
            const Left readers = Left::rows(s.C + at, s.input_stride());
            input_columns.pack_columns(s.B + at, s.input_stride(), s.n, count);
            input_rows.pack_rows(s.B + at, s.input_stride(), count);
            input_columns.multiply(readers, count, 0, s.n, {products, SsdChunk});
            for (int64_t h = task.first; h < task.last; h++)
                head(h, t0, count, readers, state + (task.b * s.heads + h) * s.state(), out + s.value(task.b, t0, h));
        }
    }

private:
    void head(int64_t h, int64_t t0, int64_t count, Left readers, float* state, T* out) {
        const SsdSteps steps(s, task.b, t0, count, h);
        const T* x = s.x + s.value(task.b, t0, h);
        state_columns.pack_columns(state, s.n, s.n, s.dim);
        state_columns.multiply(readers, count, 0, s.n, {sums, s.dim});
        for (int64_t i = 0; i < count; i++) {
            const float kept = steps.since_start(i);
            for (int64_t d = 0; d < s.dim; d++) sums[i * s.dim + d] *= kept;
            weigh(i, steps, padded(count));
        }
        value_rows.pack_rows(x, s.value_stride(), count);
        value_rows.multiply(Left::rows(weights.data, SsdChunk), count, 0, count, {sums, s.dim, false, true});
        const float direct = s.D ? s.D[h] : 0.0f;
        for (int64_t i = 0; i < count; i++)
            for (int64_t d = 0; d < s.dim; d += Width) {
                const Lanes value = load(sums + i * s.dim + d, s.dim - d) + direct * load(x + i * s.value_stride() + d, s.dim - d);
                store(out + i * s.value_stride() + d, value, s.dim - d);
            }
        states.advance(task.b, t0, count, h, steps, input_rows, state);
    }

    // Row i of the products becomes what step i takes of each step up to itself.
    void weigh(int64_t i, const SsdSteps& steps, int64_t width) {
        for (int64_t j = 0; j < width; j += Width) {
            Lanes weight = {};
            if (j <= i)
                weight = join(i + 1 - j, load(products + i * SsdChunk + j) * steps.decay_to(i, j) * load(steps.steps + j), Lanes{});
            store(weights + i * SsdChunk + j, weight);
        }
    }
};

} // namespace pipelines
