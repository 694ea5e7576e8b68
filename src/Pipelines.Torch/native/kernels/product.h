// Matrix products for one thread: a strided left side times a right side packed in panels, summed in float.
//
// Everything is counted in 32-bit units along the contraction: one float, or a pair of bfloat16 for the dot instruction.
// A panel holds up to `PanelWidth` columns: for each unit of the contraction, the units of all its columns side by side,
// so that a tile of rows × columns stays in registers while the contraction streams by.
#pragma once
#include "lanes.h"
#include <algorithm>
#include <type_traits>

namespace pipelines {

#if defined(__AVX512F__)
constexpr int PanelVectors = 4; // 32 registers of 512 bits: a tile of 6 × 4 vectors, 4 columns, 1 broadcast
#else
constexpr int PanelVectors = 1;
#endif
constexpr int64_t PanelWidth = PanelVectors * Width;
constexpr int tile_rows(int vectors) {
    return PanelVectors == 1 ? 6 : vectors == 4 ? 6 : vectors == 3 ? 8 : 12;
}

// Elements of the contraction in one unit.
template <class T>
constexpr int64_t PerUnit = std::is_same_v<T, float> ? 1 : 2;

template <class T>
inline int64_t units(int64_t contraction) { return (contraction + PerUnit<T> - 1) / PerUnit<T>; }

// Columns that a panel of `columns` takes: a multiple of a vector.
inline int64_t padded(int64_t columns) { return (columns + Width - 1) / Width * Width; }

// Size in units of a packed right side.
template <class T>
inline int64_t packed_size(int64_t contraction, int64_t columns) { return units<T>(contraction) * padded(columns); }

// The left side: unit u of row r lies at data[r * row + u * step].
struct Left {
    const uint32_t* data;
    int64_t row, step;

    // [rows, contraction] as it lies in memory; bfloat16 rows must have an even length and start.
    template <class T>
    static Left rows(const T* data, int64_t stride) { return {(const uint32_t*)data, stride / PerUnit<T>, 1}; }
    // One panel of a packed right side read as its transpose: its columns are the rows.
    static Left panel(const uint32_t* data, int64_t width) { return {data, 1, width}; }

    Left from(int64_t r, int64_t u) const { return {data + r * row + u * step, row, step}; }
};

// Where a product goes: columns [0, columns) of rows `stride` apart.
struct Target {
    void* data;
    int64_t stride;
    bool narrow = false;         // bfloat16 instead of float
    bool accumulate = false;     // float only: add to what is there
    const float* bias = nullptr; // one for each column

    Target from(int64_t r, int64_t c) const {
        auto at = (char*)data + (r * stride + c) * (narrow ? 2 : 4);
        return {at, stride, narrow, accumulate, bias ? bias + c : nullptr};
    }
};

template <class T>
inline Lanes multiply_add(Bits a, Bits b, Lanes sum) {
#if defined(__AVX512BF16__)
    if constexpr (PerUnit<T> == 2) return (Lanes)_mm512_dpbf16_ps((__m512)sum, (__m512bh)a, (__m512bh)b);
#endif
    static_assert(PerUnit<T> == 1 || HasBFloat16Dot);
    return sum + (Lanes)a * (Lanes)b;
}

template <int N>
using Size = std::integral_constant<int, N>;

// Adds Rows × (Vectors · 16) of the product to sums that stay in registers.
template <class T, int Rows, int Vectors>
[[gnu::always_inline]] inline void accumulate(Left left, const uint32_t* right, int64_t count, Lanes (&sums)[Rows][Vectors]) {
    for (int64_t u = 0; u < count; u++) {
        Bits columns[Vectors];
#pragma GCC unroll 4
        for (int v = 0; v < Vectors; v++) std::memcpy(&columns[v], right + (u * Vectors + v) * Width, sizeof(Bits));
#pragma GCC unroll 16
        for (int r = 0; r < Rows; r++) {
            Bits row = Bits{} + (int32_t)left.data[r * left.row + u * left.step];
#pragma GCC unroll 4
            for (int v = 0; v < Vectors; v++) sums[r][v] = multiply_add<T>(row, columns[v], sums[r][v]);
        }
    }
}

// What a tile's sums begin with: what is in the target, its bias, or zeros. `columns` counts those of the whole panel.
template <int Rows, int Vectors>
[[gnu::always_inline]] inline void begin_tile(Lanes (&sums)[Rows][Vectors], int64_t columns, Target target) {
    const int64_t last = columns - (Vectors - 1) * Width;
#pragma GCC unroll 16
    for (int r = 0; r < Rows; r++) {
#pragma GCC unroll 4
        for (int v = 0; v < Vectors; v++) {
            const int64_t here = v == Vectors - 1 ? last : Width;
            if (target.accumulate) sums[r][v] = load((float*)target.data + r * target.stride + v * Width, here);
            else if (target.bias) sums[r][v] = load(target.bias + v * Width, here);
            else sums[r][v] = Lanes{};
        }
    }
}

// Writes a tile's sums to its target.
template <int Rows, int Vectors>
[[gnu::always_inline]] inline void end_tile(const Lanes (&sums)[Rows][Vectors], int64_t columns, Target target) {
    const int64_t last = columns - (Vectors - 1) * Width;
#pragma GCC unroll 16
    for (int r = 0; r < Rows; r++) {
#pragma GCC unroll 4
        for (int v = 0; v < Vectors; v++) {
            const int64_t here = v == Vectors - 1 ? last : Width, at = r * target.stride + v * Width;
            if (target.narrow) store((c10::BFloat16*)target.data + at, sums[r][v], here);
            else store((float*)target.data + at, sums[r][v], here);
        }
    }
}

// One tile of a product into its target.
template <class T, int Rows, int Vectors>
inline void tile(Left left, const uint32_t* right, int64_t count, int64_t columns, Target target) {
    Lanes sums[Rows][Vectors];
    begin_tile(sums, columns, target);
    accumulate<T>(left, right, count, sums);
    end_tile(sums, columns, target);
}

template <int Vectors, class F>
inline void for_tiles_of(int64_t rows, F&& body) {
    constexpr int Full = tile_rows(Vectors);
    int64_t r = 0;
    for (; r + Full <= rows; r += Full) body(Size<Full>(), Size<Vectors>(), r);
    for (; r + 4 <= rows; r += 4) body(Size<4>(), Size<Vectors>(), r);
    for (; r + 2 <= rows; r += 2) body(Size<2>(), Size<Vectors>(), r);
    if (r < rows) body(Size<1>(), Size<Vectors>(), r);
}

// Calls body(Size<Rows>, Size<Vectors>, first row) for the tiles that cover rows × one panel of `columns`.
template <class F>
inline void for_tiles(int64_t rows, int64_t columns, F&& body) {
    switch (padded(columns) / Width) {
        case 1: return for_tiles_of<1>(rows, body);
#if defined(__AVX512F__)
        case 2: return for_tiles_of<2>(rows, body);
        case 3: return for_tiles_of<3>(rows, body);
        default: return for_tiles_of<4>(rows, body);
#endif
    }
}

// target[rows, columns] = left · panel over `count` units; columns ≤ PanelWidth. The panel is `padded(columns)` wide.
template <class T>
inline void panel_product(Left left, int64_t rows, const uint32_t* right, int64_t count, int64_t columns, Target target) {
    for_tiles(rows, columns, [&](auto height, auto vectors, int64_t r) {
        tile<T, height(), vectors()>(left.from(r, 0), right, count, columns, target.from(r, 0));
    });
}

// target[rows, columns] = left · right over the whole contraction of `count` units.
template <class T>
inline void product(Left left, int64_t rows, const uint32_t* right, int64_t count, int64_t columns, Target target) {
    for (int64_t c = 0; c < columns; c += PanelWidth)
        panel_product<T>(left, rows, right + c * count, count, std::min(PanelWidth, columns - c), target.from(0, c));
}

// Pairs of 16-bit words, the first of each pair lowest.
inline Bits interleaved(Words first, Words second) {
    return __builtin_convertvector(first, Bits) | (__builtin_convertvector(second, Bits) << 16);
}

// The units of one row of the contraction, or of two: what the dot instruction takes.
template <class T>
inline Bits interleaved(Lanes first, Lanes second) {
    if constexpr (PerUnit<T> == 1) return (Bits)first;
    else return interleaved(narrow(first), narrow(second));
}

template <class T, class S>
inline void interleave(const S* a, const S* b, int64_t columns, uint32_t* to) {
    for (int64_t c = 0; c < padded(columns); c += Width) {
        Bits unit;
        if constexpr (PerUnit<T> == 2 && std::is_same_v<S, c10::BFloat16>)
            unit = interleaved(load_words(a + c, columns - c), b ? load_words(b + c, columns - c) : Words{});
        else unit = interleaved<T>(load(a + c, columns - c), b ? load(b + c, columns - c) : Lanes{});
        std::memcpy(to + c, &unit, sizeof unit);
    }
}

// Packs the panel of columns [0, columns) of a row-major [contraction, …] source.
template <class T, class S>
inline void pack_rows(const S* from, int64_t stride, int64_t contraction, int64_t columns, uint32_t* to) {
    for (int64_t k = 0; k < contraction; k += PerUnit<T>, to += padded(columns))
        interleave<T>(from + k * stride, k + 1 < contraction ? from + (k + 1) * stride : nullptr, columns, to);
}

// Sixteen vectors of sixteen units, transposed in registers by four rounds of merges.
inline void transpose(Bits (&block)[16]) {
#pragma GCC unroll 4
    for (int half = 8; half >= 1; half /= 2) {
        Bits low, high;
#pragma GCC unroll 16
        for (int i = 0; i < 16; i++) {
            // Lane i of the merge: with bit `half` clear from the first vector, else from the second.
            low[i] = (i & half) ? 16 + i - half : i;
            high[i] = (i & half) ? 16 + i : i + half;
        }
#pragma GCC unroll 16
        for (int i = 0; i < 16; i++) {
            if (i & half) continue;
            Bits a = block[i], b = block[i + half];
            block[i] = __builtin_shuffle(a, b, low);
            block[i + half] = __builtin_shuffle(a, b, high);
        }
    }
}

// Packs the panel of columns [0, columns) of a source that lies column by column: [columns, contraction].
template <class T, class S>
inline void pack_columns(const S* from, int64_t stride, int64_t contraction, int64_t columns, uint32_t* to) {
    const int64_t width = padded(columns), count = units<T>(contraction);
    for (int64_t c = 0; c < width; c += Width) {
        for (int64_t u = 0; u < count; u += Width) {
            Bits block[16];
            const int64_t k = u * PerUnit<T>;
#pragma GCC unroll 16
            for (int i = 0; i < 16; i++) {
                block[i] = Bits{};
                if (c + i >= columns) continue;
                const S* row = from + (c + i) * stride + k;
                const int64_t left = contraction - k;
                if constexpr (PerUnit<T> == 1) {
                    Lanes value = load(row, left);
                    std::memcpy(&block[i], &value, sizeof value);
                } else if constexpr (std::is_same_v<S, c10::BFloat16>) {
                    if (left >= 2 * Width) std::memcpy(&block[i], row, sizeof(Bits));
                    else std::memcpy(&block[i], row, left * sizeof(S));
                } else {
                    Words low = narrow(load(row, left)), high = left > Width ? narrow(load(row + Width, left - Width)) : Words{};
                    std::memcpy(&block[i], &low, sizeof low);
                    std::memcpy((char*)&block[i] + sizeof low, &high, sizeof high);
                }
            }
            transpose(block);
            const int64_t rows = std::min<int64_t>(Width, count - u);
            for (int64_t i = 0; i < rows; i++) std::memcpy(to + (u + i) * width + c, &block[i], sizeof(Bits));
        }
    }
}

} // namespace pipelines
