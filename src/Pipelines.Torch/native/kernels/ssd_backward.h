// The backward pass of ssd.cpp: some heads of one batch entry on one thread. The states before each chunk are made again; then the
// chunks are walked backwards with the gradient of the state after them. Tiles are [earlier, later]: rows are steps that are read,
// lanes are steps that read.
#pragma once
#include "ssd.h"

namespace pipelines {

// Gradients; those that several heads or batch entries share are summed from shares: A, D [batch, heads]; B, C [blocks, batch, time,
// groups, n].
template <class T>
struct SsdGradients {
    const T* y;
    T* x;
    float *dt, *A, *B, *C, *D;
};

template <class T>
class SsdBackward {
    const Ssd<T> s;
    const SsdGradients<T> g;
    const SsdTask task;
    SsdStates<T> states;
    RightSide<T> input_rows, reader_rows, reader_columns;      // B and C of a chunk
    RightSide<T> grad_columns, grad_rows, faded_rows;          // the outputs' gradients, the last by the decay from the start
    RightSide<T> begin_rows, end_rows, end_columns, turned;    // the state before, the gradient of the state after, pairs
    Block<float> befores, afters;                              // [chunks, heads, dim, n] and [heads, dim, n]
    Block<float> products, pair_grads, value_products, grad_x, grad_in, grad_read, read;
    Block<T> weights, faded, entering, narrow_pairs;

public:
    SsdBackward(const Ssd<T>& s, const SsdGradients<T>& gradients, int64_t i)
        : s(s), g(gradients), task(s, i), states(s), input_rows(SsdChunk, s.n), reader_rows(SsdChunk, s.n), reader_columns(s.n, SsdChunk),
          grad_columns(s.dim, SsdChunk), grad_rows(SsdChunk, s.dim), faded_rows(SsdChunk, s.dim), begin_rows(s.dim, s.n),
          end_rows(s.dim, s.n), end_columns(s.n, s.dim), turned(SsdChunk, SsdChunk), befores(s.chunks() * SsdHeads * s.state()),
          afters(SsdHeads * s.state()), products(SsdChunk * SsdChunk), pair_grads(SsdChunk * SsdChunk),
          value_products(SsdChunk * SsdChunk), grad_x(SsdChunk * s.dim + Width), grad_in(SsdChunk * s.n + Width),
          grad_read(SsdChunk * s.n + Width), read(SsdChunk * std::max(s.n, s.dim) + Width), weights(SsdChunk * SsdChunk),
          faded(SsdChunk * s.dim + Width), entering(SsdChunk * s.dim + Width), narrow_pairs(SsdChunk * SsdChunk) {}

    // state [batch, heads, dim, n]: the one before everything.
    void run(const float* state) {
        std::memcpy(befores, state + (task.b * s.heads + task.first) * s.state(), (task.last - task.first) * s.state() * sizeof(float));
        for (int64_t chunk = 0; chunk + 1 < s.chunks(); chunk++) pass(chunk);
        std::fill(afters.data, afters + SsdHeads * s.state(), 0.0f);
        for (int64_t chunk = s.chunks() - 1; chunk >= 0; chunk--) back(chunk * SsdChunk);
    }

private:
    float* before(int64_t chunk, int64_t h) const { return befores + (chunk * SsdHeads + h - task.first) * s.state(); }
    float* after(int64_t h) const { return afters + (h - task.first) * s.state(); }

    // The states after a chunk from those before it.
    void pass(int64_t chunk) {
        const int64_t t0 = chunk * SsdChunk;
        input_rows.pack_rows(s.B + s.input(task.b, t0, task.group), s.input_stride(), SsdChunk);
        for (int64_t h = task.first; h < task.last; h++) {
            std::memcpy(before(chunk + 1, h), before(chunk, h), s.state() * sizeof(float));
            states.advance(task.b, t0, SsdChunk, h, {s, task.b, t0, SsdChunk, h}, input_rows, before(chunk + 1, h));
        }
    }

    void back(int64_t t0) {
        const int64_t count = std::min(SsdChunk, s.time - t0), at = s.input(task.b, t0, task.group);
        input_rows.pack_rows(s.B + at, s.input_stride(), count);
        reader_rows.pack_rows(s.C + at, s.input_stride(), count);
        reader_columns.pack_columns(s.C + at, s.input_stride(), s.n, count);
        reader_columns.multiply(Left::rows(s.B + at, s.input_stride()), count, 0, s.n, {products, SsdChunk});
        std::fill(pair_grads.data, pair_grads + SsdChunk * SsdChunk, 0.0f);
        std::fill(grad_in.data, grad_in + count * s.n, 0.0f);
        std::fill(grad_read.data, grad_read + count * s.n, 0.0f);
        for (int64_t h = task.first; h < task.last; h++) head(h, t0, count);
        for (int64_t i = 0; i < count * SsdChunk; i += Width) store(narrow_pairs + i, load(pair_grads + i));
        turned.columns = count;
        turned.pack_rows(pair_grads.data, SsdChunk, count);
        reader_rows.multiply(Left::rows(narrow_pairs.data, SsdChunk), count, 0, count, {grad_in, s.n, false, true});
        turned.multiply_turned(input_rows, count, {grad_read, s.n, false, true});
        const int64_t share = ((task.block * s.batch + task.b) * s.time + t0) * s.groups * s.n + task.group * s.n;
        for (int64_t t = 0; t < count; t++) {
            std::memcpy(g.B + share + t * s.input_stride(), grad_in + t * s.n, s.n * sizeof(float));
            std::memcpy(g.C + share + t * s.input_stride(), grad_read + t * s.n, s.n * sizeof(float));
        }
    }

    void head(int64_t h, int64_t t0, int64_t count) {
        const SsdSteps steps(s, task.b, t0, count, h);
        alignas(64) float grad_steps[SsdChunk] = {}, grad_sums[SsdChunk] = {};
        const T *x = s.x + s.value(task.b, t0, h), *grad = g.y + s.value(task.b, t0, h);
        pairs(steps, x, grad, count, grad_steps, grad_sums);
        float* end = after(h);
        const float* begin = before(t0 / SsdChunk, h);
        grad_sums[count - 1] += ending(h, steps, x, end, t0, count, grad_steps, grad_sums);
        grad_sums[count - 1] += std::exp(steps.total) * dot(begin, end, s.state());
        beginning(steps, grad, begin, end, t0, count, grad_sums);
        finish(h, steps, x, grad, t0, count, grad_steps, grad_sums);
    }

    // What goes from step to step within the chunk.
    void pairs(const SsdSteps& steps, const T* x, const T* grad, int64_t count, float* grad_steps, float* grad_sums) {
        grad_columns.pack_columns(grad, s.value_stride(), s.dim, count);
        grad_columns.multiply(Left::rows(x, s.value_stride()), count, 0, s.dim, {value_products, SsdChunk});
        for (int64_t j = 0; j < count; j++) {
            const float step = steps.steps[j];
            Lanes total = {};
            for (int64_t i = 0; i < padded(count); i += Width) {
                const int64_t cell = j * SsdChunk + i;
                Lanes weight = {};
                if (i + Width > j) {
                    // Only later steps read this one; those beyond the chunk's end are not there.
                    Lanes decay = steps.decay_from(j, i);
                    if (i < j) decay = join(j - i, Lanes{}, decay);
                    decay = join(count - i, decay, Lanes{});
                    const Lanes product = load(products + cell), grads = load(value_products + cell) * decay;
                    weight = product * decay * step;
                    const Lanes met = i + Width > count ? join(count - i, grads * product, Lanes{}) : grads * product;
                    total += met;
                    store(grad_sums + i, load(grad_sums + i) + met * step);
                    store(pair_grads + cell, load(pair_grads + cell) + join(count - i, grads * step, Lanes{}));
                }
                store(weights + cell, join(count - i, weight, Lanes{}));
            }
            grad_steps[j] = sum(total);
            grad_sums[j] -= grad_steps[j] * step;
        }
        grad_rows.pack_rows(grad, s.value_stride(), count);
        grad_rows.multiply(Left::rows(weights.data, SsdChunk), count, 0, count, {grad_x, s.dim});
    }

    // What goes into the state after the chunk; returns the gradient of the sum of all logarithms by it.
    float ending(int64_t h, const SsdSteps& steps, const T* x, const float* end, int64_t t0, int64_t count, float* grad_steps,
                 float* grad_sums) {
        end_columns.pack_columns(end, s.n, s.n, s.dim);
        end_rows.pack_rows(end, s.n, s.dim);
        end_columns.multiply(Left::rows(s.B + s.input(task.b, t0, task.group), s.input_stride()), count, 0, s.n, {read, s.dim});
        float whole = 0;
        for (int64_t j = 0; j < count; j++) {
            const float tail = steps.to_end(j), factor = tail * steps.steps[j];
            Lanes products = {};
            for (int64_t d = 0; d < s.dim; d += Width) {
                const int64_t cell = j * s.dim + d, here = s.dim - d;
                const Lanes value = load(x + j * s.value_stride() + d, here), found = load(read + cell, here);
                products += value * found;
                store(grad_x + cell, load(grad_x + cell, here) + factor * found, here);
                store(entering + cell, value * factor, here);
            }
            const float met = tail * sum(products);
            grad_steps[j] += met;
            grad_sums[j] -= met * steps.steps[j];
            whole += met * steps.steps[j];
        }
        end_rows.multiply(Left::rows(entering.data, s.dim), count, 0, s.dim, {grad_in, s.n, false, true});
        return whole;
    }

    // What comes from the state before the chunk; `end` becomes the gradient of that state.
    void beginning(const SsdSteps& steps, const T* grad, const float* begin, float* end, int64_t t0, int64_t count, float* grad_sums) {
        for (int64_t i = 0; i < count; i++) {
            const float kept = steps.since_start(i);
            for (int64_t d = 0; d < s.dim; d += Width)
                store(faded + i * s.dim + d, load(grad + i * s.value_stride() + d, s.dim - d) * kept, s.dim - d);
        }
        begin_rows.pack_rows(begin, s.n, s.dim);
        begin_rows.multiply(Left::rows(faded.data, s.dim), count, 0, s.dim, {read, s.n});
        const T* readers = s.C + s.input(task.b, t0, task.group);
        for (int64_t i = 0; i < count; i++) {
            Lanes products = {};
            for (int64_t d = 0; d < s.n; d += Width) {
                const Lanes found = load(read + i * s.n + d, s.n - d);
                products += found * load(readers + i * s.input_stride() + d, s.n - d);
                store(grad_read + i * s.n + d, load(grad_read + i * s.n + d, s.n - d) + found, s.n - d);
            }
            grad_sums[i] += sum(products);
        }
        const float kept = std::exp(steps.total);
        for (int64_t i = 0; i < s.state(); i++) end[i] *= kept;
        faded_rows.pack_rows(faded.data, s.dim, count);
        faded_rows.multiply_turned(reader_rows, count, {end, s.n, false, true});
    }

    void finish(int64_t h, const SsdSteps& steps, const T* x, const T* grad, int64_t t0, int64_t count, const float* grad_steps,
                const float* grad_sums) {
        const float direct = s.D ? s.D[h] : 0.0f;
        float later = 0, rate = 0;
        Lanes products = {};
        for (int64_t t = count - 1; t >= 0; t--) {
            later += grad_sums[t];
            rate += later * steps.steps[t];
            g.dt[s.step(task.b, t0 + t, h)] = grad_steps[t] + later * s.A[h];
            for (int64_t d = 0; d < s.dim; d += Width) {
                const int64_t at = t * s.value_stride() + d, here = s.dim - d;
                const Lanes from = load(grad + at, here);
                products += from * load(x + at, here);
                store(g.x + s.value(task.b, t0 + t, h) + d, load(grad_x + t * s.dim + d, here) + direct * from, here);
            }
        }
        g.A[task.b * s.heads + h] += rate;
        g.D[task.b * s.heads + h] += sum(products);
    }

    static float dot(const float* a, const float* b, int64_t count) {
        Lanes products = {};
        for (int64_t i = 0; i < count; i += Width) products += load(a + i, count - i) * load(b + i, count - i);
        return sum(products);
    }
};

} // namespace pipelines
