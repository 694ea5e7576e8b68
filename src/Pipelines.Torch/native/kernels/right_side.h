// The right side of products within one task: packed in panels of its own memory, and used in parts.
#pragma once
#include "product.h"

namespace pipelines {

// A right side of several panels, packed from columns or from rows; it is used whole, or a stretch of its contraction or of its columns.
template <class T>
struct RightSide {
    int64_t count, columns;
    Block<uint32_t> units_;

    RightSide(int64_t contraction, int64_t columns)
        : count(units<T>(contraction)), columns(columns), units_(packed_size<T>(contraction, columns)) {}

    template <class S>
    void pack_columns(const S* from, int64_t stride, int64_t contraction, int64_t filled) {
        count = units<T>(contraction);
        columns = filled;
        for (int64_t c = 0; c < columns; c += PanelWidth)
            pipelines::pack_columns<T>(from + c * stride, stride, contraction, std::min(PanelWidth, columns - c), units_ + c * count);
    }
    template <class S>
    void pack_rows(const S* from, int64_t stride, int64_t contraction) {
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
    // target (+)= this, turned · right, where both were packed by rows over the same contraction.
    void multiply_turned(const RightSide& right, int64_t contraction, Target target) const {
        for (int64_t c = 0; c < columns; c += PanelWidth) {
            const int64_t here = std::min(PanelWidth, columns - c);
            right.multiply(Left::panel(units_ + c * count, padded(here)), here, 0, contraction, target.from(c, 0));
        }
    }
};

} // namespace pipelines
