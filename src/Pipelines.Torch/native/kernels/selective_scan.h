// The recurrence of selective_scan.cpp on one thread: a batch entry's stripe of channels, a chunk of time after the other. The states
// of one channel are the lanes of its vectors.
#pragma once
#include "lanes.h"

namespace pipelines {

constexpr int64_t ScanChunk = 64;   // steps between two states that are kept
constexpr int64_t ScanStripe = 128; // channels of a task: their shares of the gradients of B and C are summed in it

// x [batch, time, inner]; dt the same in float; A [inner, n]; B, C [batch, time, n]; D [inner] or null; borders [batch, chunks, inner,
// n]: the state before each chunk. n is a whole number of vectors.
template <class T>
struct Scan {
    int64_t batch, time, inner, n;
    const T* x;
    const float *dt, *A, *B, *C, *D;
    float* borders;

    int64_t chunks() const { return (time + ScanChunk - 1) / ScanChunk; }
    int64_t stripes() const { return (inner + ScanStripe - 1) / ScanStripe; }
    int64_t at(int64_t b, int64_t t, int64_t c) const { return (b * time + t) * inner + c; }
    float* border(int64_t b, int64_t chunk, int64_t c) const { return borders + ((b * chunks() + chunk) * inner + c) * n; }
};

// Sixteen channels over a chunk of time, turned so that a channel's steps can be read one by one.
struct ScanTile {
    alignas(64) float values[ScanChunk][Width];

    template <class T>
    void read(const T* from, int64_t stride, int64_t steps, int64_t channels) {
        for (int64_t t = 0; t < steps; t++) store(values[t], load(from + t * stride, channels));
    }
    template <class T>
    void write(T* to, int64_t stride, int64_t steps, int64_t channels) const {
        for (int64_t t = 0; t < steps; t++) store(to + t * stride, load(values[t]), channels);
    }
    void clear() { std::memset(values, 0, sizeof values); }
};

template <class T>
class ScanForward {
    const Scan<T> s;
    ScanTile x, dt, y;

public:
    explicit ScanForward(const Scan<T>& scan) : s(scan) {}

    // state [batch, inner, n] is read and overwritten.
    void run(int64_t b, int64_t stripe, float* state, T* out) {
        for (int64_t c = stripe * ScanStripe; c < std::min(s.inner, (stripe + 1) * ScanStripe); c += Width)
            for (int64_t chunk = 0; chunk < s.chunks(); chunk++)
                tile(b, chunk, c, std::min(Width, s.inner - c), state + (b * s.inner + c) * s.n, out);
    }

private:
    void tile(int64_t b, int64_t chunk, int64_t c, int64_t channels, float* state, T* out) {
        const int64_t t0 = chunk * ScanChunk, steps = std::min(ScanChunk, s.time - t0), at = s.at(b, t0, c);
        x.read(s.x + at, s.inner, steps, channels);
        dt.read(s.dt + at, s.inner, steps, channels);
        const Lanes direct = s.D ? load(s.D + c, channels) : Lanes{};
        for (int64_t t = 0; t < steps; t++) store(y.values[t], load(x.values[t]) * direct);
        std::memcpy(s.border(b, chunk, c), state, channels * s.n * sizeof(float));
        for (int64_t i = 0; i < channels; i++)
            for (int64_t v = 0; v < s.n; v += Width) channel(b, t0, steps, i, v, s.A + (c + i) * s.n, state + i * s.n);
        y.write(out + at, s.inner, steps, channels);
    }

    void channel(int64_t b, int64_t t0, int64_t steps, int64_t i, int64_t v, const float* A, float* state) {
        const Lanes rate = load(A + v);
        const float *in = s.B + (b * s.time + t0) * s.n + v, *read = s.C + (b * s.time + t0) * s.n + v;
        Lanes h = load(state + v);
        for (int64_t t = 0; t < steps; t++) {
            const float step = dt.values[t][i];
            h = exponential(step * rate) * h + step * x.values[t][i] * load(in + t * s.n);
            y.values[t][i] += sum(h * load(read + t * s.n));
        }
        store(state + v, h);
    }
};

// Gradients; those that several channels or batch entries share are summed from shares: A [batch, inner, n], B and C [stripes, batch,
// time, n], D [batch, inner].
template <class T>
struct ScanGradients {
    const T* y;
    T* x;
    float *dt, *A, *B, *C, *D;
};

template <class T>
class ScanBackward {
    const Scan<T> s;
    const ScanGradients<T> g;
    const int64_t b, stripe;
    ScanTile x, dt, grad_y, grad_x, grad_dt;
    Block<float> carried;                                  // the gradient of each channel's state, from later chunks
    alignas(64) float decays[ScanChunk][Width], states[ScanChunk + 1][Width];

public:
    ScanBackward(const Scan<T>& scan, const ScanGradients<T>& gradients, int64_t b, int64_t stripe)
        : s(scan), g(gradients), b(b), stripe(stripe), carried(ScanStripe * s.n) {}

    void run() {
        std::fill(carried.data, carried + ScanStripe * s.n, 0.0f);
        const int64_t first = stripe * ScanStripe;
        for (int64_t chunk = s.chunks() - 1; chunk >= 0; chunk--)
            for (int64_t c = first; c < std::min(s.inner, first + ScanStripe); c += Width)
                tile(chunk, c, std::min(Width, s.inner - c), carried + (c - first) * s.n);
    }

private:
    void tile(int64_t chunk, int64_t c, int64_t channels, float* later) {
        const int64_t t0 = chunk * ScanChunk, steps = std::min(ScanChunk, s.time - t0), at = s.at(b, t0, c);
        x.read(s.x + at, s.inner, steps, channels);
        dt.read(s.dt + at, s.inner, steps, channels);
        grad_y.read(g.y + at, s.inner, steps, channels);
        grad_x.clear();
        grad_dt.clear();
        for (int64_t i = 0; i < channels; i++)
            for (int64_t v = 0; v < s.n; v += Width) {
                const Lanes rate = load(s.A + (c + i) * s.n + v);
                again(t0, steps, i, v, rate, s.border(b, chunk, c + i));
                back(t0, steps, i, v, rate, later + i * s.n, g.A + (b * s.inner + c + i) * s.n);
            }
        const Lanes direct = s.D ? load(s.D + c, channels) : Lanes{};
        Lanes products = {};
        for (int64_t t = 0; t < steps; t++) {
            const Lanes d = load(grad_y.values[t]);
            store(grad_x.values[t], load(grad_x.values[t]) + d * direct);
            products += d * load(x.values[t]);
        }
        float* to = g.D + b * s.inner + c;
        store(to, load(to, channels) + products, channels);
        grad_x.write(g.x + at, s.inner, steps, channels);
        grad_dt.write(g.dt + at, s.inner, steps, channels);
    }

    // A channel's states of a chunk, once more.
    void again(int64_t t0, int64_t steps, int64_t i, int64_t v, Lanes rate, const float* border) {
        const float* in = s.B + (b * s.time + t0) * s.n + v;
        Lanes h = load(border + v);
        store(states[0], h);
        for (int64_t t = 0; t < steps; t++) {
            const float step = dt.values[t][i];
            const Lanes decay = exponential(step * rate);
            h = decay * h + step * x.values[t][i] * load(in + t * s.n);
            store(decays[t], decay);
            store(states[t + 1], h);
        }
    }

    void back(int64_t t0, int64_t steps, int64_t i, int64_t v, Lanes rate, float* later, float* grad_A) {
        const int64_t at = (b * s.time + t0) * s.n + v, share = ((stripe * s.batch + b) * s.time + t0) * s.n + v;
        const float *in = s.B + at, *read = s.C + at;
        float *grad_B = g.B + share, *grad_C = g.C + share;
        Lanes grad_h = load(later + v), grad_rate = load(grad_A + v);
        for (int64_t t = steps - 1; t >= 0; t--) {
            const int64_t row = t * s.n;
            const float step = dt.values[t][i], input = x.values[t][i], grad = grad_y.values[t][i];
            grad_h += grad * load(read + row);
            store(grad_C + row, load(grad_C + row) + grad * load(states[t + 1]));
            store(grad_B + row, load(grad_B + row) + step * input * grad_h);
            const float entered = sum(grad_h * load(in + row));
            grad_h *= load(decays[t]);
            const Lanes faded = grad_h * load(states[t]); // the gradient of step · rate
            grad_x.values[t][i] += step * entered;
            grad_dt.values[t][i] += input * entered + sum(faded * rate);
            grad_rate += faded * step;
        }
        store(later + v, grad_h);
        store(grad_A + v, grad_rate);
    }
};

} // namespace pipelines
