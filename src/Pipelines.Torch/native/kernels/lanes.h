// Sixteen floats at a time: loads, stores and the exponential that every kernel uses.
// GCC's vector types make the same source run with AVX-512, AVX2 or anything else.
#pragma once
#include <c10/util/BFloat16.h>
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#if defined(__AVX512F__)
#include <immintrin.h>
#endif

namespace pipelines {

using Lanes = float __attribute__((vector_size(64)));
using Bits = int32_t __attribute__((vector_size(64)));
using Words = uint16_t __attribute__((vector_size(32)));
constexpr int64_t Width = 16;

// Without the instruction, products of bfloat16 are computed in float on converted copies.
#if defined(__AVX512BF16__)
constexpr bool HasBFloat16Dot = true;
#else
constexpr bool HasBFloat16Dot = false;
#endif

inline Lanes lanes(float value) { return Lanes{} + value; }

inline Lanes load(const float* from) {
    Lanes value;
    std::memcpy(&value, from, sizeof value);
    return value;
}

inline Lanes load(const c10::BFloat16* from) {
    Words words;
    std::memcpy(&words, from, sizeof words);
    return (Lanes)(__builtin_convertvector(words, Bits) << 16);
}

inline void store(float* to, Lanes value) { std::memcpy(to, &value, sizeof value); }

// Rounds to the nearest, ties to even; a NaN stays one.
inline Words narrow(Lanes value) {
#if defined(__AVX512BF16__)
    auto packed = _mm512_cvtneps_pbh((__m512)value);
    Words words;
    std::memcpy(&words, &packed, sizeof words);
    return words;
#else
    Bits bits = (Bits)value;
    Bits rounded = bits + 0x7fff + ((bits >> 16) & 1);
    Bits nan = (bits & 0x7fffffff) > 0x7f800000;
    return __builtin_convertvector(((nan ? bits | 0x400000 : rounded) >> 16) & 0xffff, Words);
#endif
}

inline void store(c10::BFloat16* to, Lanes value) {
    Words words = narrow(value);
    std::memcpy(to, &words, sizeof words);
}

// The first `count` lanes, the others zero.
template <class T>
inline Lanes load(const T* from, int64_t count) {
    if (count >= Width) return load(from);
    T part[Width] = {};
    std::memcpy(part, from, count * sizeof(T));
    return load(part);
}

inline Words load_words(const c10::BFloat16* from, int64_t count) {
    Words words = {};
    if (count >= Width) std::memcpy(&words, from, sizeof words);
    else std::memcpy(&words, from, count * sizeof(uint16_t));
    return words;
}

inline Bits load_bits(const int32_t* from, int64_t count) {
    Bits bits = {};
    if (count >= Width) std::memcpy(&bits, from, sizeof bits);
    else std::memcpy(&bits, from, count * sizeof(int32_t));
    return bits;
}

template <class T>
inline void store(T* to, Lanes value, int64_t count) {
    if (count >= Width) return store(to, value);
    T part[Width];
    store(part, value);
    std::memcpy(to, part, count * sizeof(T));
}

constexpr Bits Index = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

// Zero in one lane.
inline Lanes without(int64_t lane, Lanes value) { return Index == static_cast<int32_t>(lane) ? Lanes{} : value; }

// The first `count` lanes of one, the others of the other.
inline Lanes join(int64_t count, Lanes first, Lanes rest) {
    return Index < static_cast<int32_t>(std::min(count, Width)) ? first : rest;
}

inline Lanes maximum(Lanes a, Lanes b) { return a > b ? a : b; }

inline float sum(Lanes value) {
#if defined(__AVX512F__)
    return _mm512_reduce_add_ps((__m512)value);
#else
    float total = 0;
    for (int i = 0; i < Width; i++) total += value[i];
    return total;
#endif
}

inline float largest(Lanes value) {
#if defined(__AVX512F__)
    return _mm512_reduce_max_ps((__m512)value);
#else
    float most = value[0];
    for (int i = 1; i < Width; i++) most = value[i] > most ? value[i] : most;
    return most;
#endif
}

inline Lanes square_root(Lanes value) {
#if defined(__AVX512F__)
    return (Lanes)_mm512_sqrt_ps((__m512)value);
#else
    for (int i = 0; i < Width; i++) value[i] = __builtin_sqrtf(value[i]);
    return value;
#endif
}

// e^x to about 1 ulp: 2^n · p(r) with |r| ≤ ln2 / 2, and p the polynomial of degree 6 with the least relative error there.
inline Lanes exponential(Lanes x) {
#if defined(__AVX512F__)
    // A NaN stays one: of two operands these instructions return the second.
    const __m512 bounded = _mm512_min_ps((__m512)lanes(200), _mm512_max_ps((__m512)lanes(-200), (__m512)x));
    const Lanes n = (Lanes)_mm512_roundscale_ps((__m512)((Lanes)bounded * 1.44269504088896341f), 8);
#else
    constexpr float Shift = 12582912.0f; // 1.5 · 2^23: adding it rounds to an integer
    Lanes bounded = x > 88.3f ? lanes(88.3f) : x;
    bounded = bounded < -87.3f ? lanes(-87.3f) : bounded;
    const Lanes shifted = bounded * 1.44269504088896341f + Shift, n = shifted - Shift;
#endif
    const Lanes r = (Lanes)bounded - n * 0.693359375f + n * 2.12194440e-4f;
    Lanes p = lanes(1.3836793368682265e-3f);
    p = p * r + 8.374856784939766e-3f;
    p = p * r + 4.1668228805065155e-2f;
    p = p * r + 1.6666419804096222e-1f;
    p = p * r + 4.9999991059303284e-1f;
    p = p * r + 1.0f;
    p = p * r + 1.0f;
#if defined(__AVX512F__)
    return (Lanes)_mm512_scalef_ps((__m512)p, (__m512)n);
#else
    const Bits scaled = (Bits)p + (((Bits)shifted - (Bits)lanes(Shift)) << 23);
    return x < -87.3f ? Lanes{} : (Lanes)scaled;
#endif
}

inline Lanes sigmoid(Lanes x) { return 1.0f / (1.0f + exponential(-x)); }

inline Lanes tangent(Lanes x) { return 1.0f - 2.0f / (1.0f + exponential(2.0f * x)); } // hyperbolic

// Memory of one task, on cache lines of its own.
template <class E>
struct Block {
    std::unique_ptr<char[]> bytes;
    E* data;

    explicit Block(int64_t count) : bytes(new char[count * sizeof(E) + 64]) {
        data = reinterpret_cast<E*>((reinterpret_cast<uintptr_t>(bytes.get()) + 63) / 64 * 64);
    }
    operator E*() const { return data; }
};

} // namespace pipelines
