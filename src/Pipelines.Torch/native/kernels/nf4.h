// A weight [out, in] in 4-bit NormalFloat with double quantization (Dettmers et al., arXiv:2305.14314), and the ways to read it.
#pragma once
#include "gemm.h"

namespace pipelines {

// Of every 64 values in a row-major run, the indices of 16 levels and a scale; of every 256 scales, the indices of 256 levels and a
// scale of their own, around one offset.
struct Nf4 {
    static constexpr int64_t BlockSize = 64, GroupSize = 256;
    static constexpr int64_t StripBytes = 4 << 20; // decoded values that are in memory at a time

    Tensor codes, scales, groups, offset, levels, scale_levels;
    int64_t out = 0, in = 0;
    Tensor decoded_scales; // [blocks] of float32

    // From {codes, scales, groups, offset, levels, scale_levels}, see `Fused.nf4_linear`.
    static Nf4 of(at::TensorList parts, int64_t out, int64_t in);

    int64_t blocks() const { return (out * in + BlockSize - 1) / BlockSize; }

    // The values [from, from + count) of a row-major run.
    void decode(int64_t from, int64_t count, float* to) const {
        const auto packed = pointer<uint8_t>(codes);
        Lanes level;
        std::memcpy(&level, levels.data_ptr(), sizeof level);
        while (count > 0) {
            const int64_t here = std::min(count, BlockSize - from % BlockSize);
            const float scale = pointer<float>(decoded_scales)[from / BlockSize];
            if (from % 2 != 0)
                for (int64_t i = 0; i < here; i++) to[i] = pointer<float>(levels)[nibble(packed, from + i)] * scale;
            else
                for (int64_t i = 0; i < here; i += Width)
                    store(to + i, __builtin_shuffle(level, nibbles(packed + (from + i) / 2, here - i)) * scale, here - i);
            from += here, to += here, count -= here;
        }
    }

    // The right side of x · weightᵀ, or of grad · weight, for as many of its columns at a time as stay small: body(part, first column).
    template <class T, class F>
    void for_strips(bool forward, F&& body) const {
        const int64_t columns = forward ? out : in, contraction = forward ? in : out;
        const int64_t strip = std::max<int64_t>(1, StripBytes / (contraction * (int64_t)sizeof(T)) / PanelWidth) * PanelWidth;
        for (int64_t first = 0; first < columns; first += strip) {
            const int64_t here = std::min(strip, columns - first);
            body(forward ? packed_columns<T>(first, here) : packed_rows<T>(first, here), first);
        }
    }

private:
    static int nibble(const uint8_t* packed, int64_t i) { return i % 2 == 0 ? packed[i / 2] >> 4 : packed[i / 2] & 15; }

    // The first of two is the high half of a byte.
    static Bits nibbles(const uint8_t* packed, int64_t count) {
        constexpr Bits Shift = {4, 0, 12, 8, 20, 16, 28, 24, 4, 0, 12, 8, 20, 16, 28, 24};
        int32_t words[2] = {};
        std::memcpy(words, packed, std::min<int64_t>(8, (count + 1) / 2));
        const Bits low = Bits{} + words[0], high = Bits{} + words[1];
        return ((Index < 8 ? low : high) >> Shift) & 15;
    }

    template <class T>
    Packed packed_columns(int64_t first, int64_t columns) const {
        Packed packed = make_packed<T>(in, columns);
        for_tasks((columns + PanelWidth - 1) / PanelWidth, [&](int64_t p) {
            const int64_t c = p * PanelWidth, here = std::min(PanelWidth, columns - c);
            Block<float> values(here * in);
            decode((first + c) * in, here * in, values);
            pack_columns<T>(values.data, in, in, here, (uint32_t*)packed.panel(c, units<T>(in)));
        });
        return packed;
    }

    template <class T>
    Packed packed_rows(int64_t first, int64_t columns) const {
        Packed packed = make_packed<T>(out, columns);
        constexpr int64_t Rows = TaskUnits * PerUnit<T>;
        const int64_t count = units<T>(out), panels = (columns + PanelWidth - 1) / PanelWidth, pieces = (out + Rows - 1) / Rows;
        for_tasks(panels * pieces, [&](int64_t i) {
            const int64_t c = i / pieces * PanelWidth, r = i % pieces * Rows;
            const int64_t here = std::min(PanelWidth, columns - c), rows = std::min(Rows, out - r);
            Block<float> values(rows * here);
            for (int64_t row = 0; row < rows; row++) decode((r + row) * in + first + c, here, values + row * here);
            pack_rows<T>(values.data, here, rows, here, (uint32_t*)packed.panel(c, count) + r / PerUnit<T> * padded(here));
        });
        return packed;
    }
};

} // namespace pipelines
