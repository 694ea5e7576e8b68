// The right side of products within one task: packed in panels of its own memory, and used in parts.
#pragma once
#include "product.h"

namespace pipelines {

// A right side of several panels; `part` finds a later stretch of the contraction.
template <class T>
struct RightSide {
    int64_t count, columns;
    Block<uint32_t> units_;

    RightSide(int64_t contraction, int64_t columns)
        : count(units<T>(contraction)), columns(columns), units_(packed_size<T>(contraction, columns)) {}

    void pack_columns(const T* from, int64_t stride, int64_t contraction, int64_t filled) {
        count = units<T>(contraction);
        columns = filled;
        for (int64_t c = 0; c < columns; c += PanelWidth)
            pipelines::pack_columns<T>(from + c * stride, stride, contraction, std::min(PanelWidth, columns - c), units_ + c * count);
    }
    void pack_rows(const T* from, int64_t stride, int64_t contraction) {
        count = units<T>(contraction);
        for (int64_t c = 0; c < columns; c += PanelWidth)
            pipelines::pack_rows<T>(from + c, stride, contraction, std::min(PanelWidth, columns - c), units_ + c * count);
    }
    // target (+)= left · the contraction's elements [from, from + length); `from` is even.
    void multiply(Left left, int64_t rows, int64_t from, int64_t length, Target target) const {
        for (int64_t c = 0; c < columns; c += PanelWidth) {
            const int64_t here = std::min(PanelWidth, columns - c);
            panel_product<T>(left, rows, units_ + c * count + from / PerUnit<T> * padded(here), units<T>(length), here, target.from(0, c));
        }
    }
    // target = left · the columns [from, from + length), both at the edges of panels.
    void multiply_columns(Left left, int64_t rows, int64_t from, int64_t length, Target target) const {
        product<T>(left, rows, units_ + from * count, count, std::min(length, columns - from), target);
    }
};

} // namespace pipelines
