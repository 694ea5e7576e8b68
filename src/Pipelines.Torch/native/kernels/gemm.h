// Whole matrix products over the threads, and the packing of their right sides. See product.h for the layout.
#pragma once
#include "kernel.h"
#include "product.h"

namespace pipelines {

// Rows of the left side that a task takes: a whole number of tiles of every height (6, 8, 12).
constexpr int64_t TaskRows = 96;
// Units of the contraction that stay in the first-level cache while a sum over many of them is built up.
constexpr int64_t TaskUnits = 128;

// A right side packed whole.
struct Packed {
    Tensor storage;
    int64_t contraction = 0, columns = 0;

    const uint32_t* panel(int64_t column, int64_t count) const { return (const uint32_t*)storage.data_ptr() + column * count; }
};

template <class T>
Packed make_packed(int64_t contraction, int64_t columns) {
    return {at::empty({packed_size<T>(contraction, columns)}, at::kInt), contraction, columns};
}

// From a row-major [contraction, columns].
template <class T, class S>
Packed packed_rows(const S* from, int64_t stride, int64_t contraction, int64_t columns) {
    Packed packed = make_packed<T>(contraction, columns);
    const int64_t count = units<T>(contraction), panels = (columns + PanelWidth - 1) / PanelWidth;
    const int64_t pieces = (count + TaskUnits - 1) / TaskUnits;
    auto to = (uint32_t*)packed.storage.data_ptr();
    for_tasks(panels * pieces, [&](int64_t i) {
        const int64_t c = i / pieces * PanelWidth, u = i % pieces * TaskUnits, k = u * PerUnit<T>;
        const int64_t here = std::min(PanelWidth, columns - c);
        pack_rows<T>(from + k * stride + c, stride, std::min(TaskUnits * PerUnit<T>, contraction - k), here,
                     to + c * count + u * padded(here));
    });
    return packed;
}

// From a row-major [columns, contraction].
template <class T, class S>
Packed packed_columns(const S* from, int64_t stride, int64_t contraction, int64_t columns) {
    Packed packed = make_packed<T>(contraction, columns);
    const int64_t count = units<T>(contraction), panels = (columns + PanelWidth - 1) / PanelWidth;
    auto to = (uint32_t*)packed.storage.data_ptr();
    for_tasks(panels, [&](int64_t p) {
        const int64_t c = p * PanelWidth;
        pack_columns<T>(from + c * stride, stride, contraction, std::min(PanelWidth, columns - c), to + c * count);
    });
    return packed;
}

// target[rows, right.columns] = left · right.
template <class T>
void multiply(Left left, int64_t rows, const Packed& right, Target target) {
    const int64_t count = units<T>(right.contraction), panels = (right.columns + PanelWidth - 1) / PanelWidth;
    for_tasks((rows + TaskRows - 1) / TaskRows * panels, [&](int64_t i) {
        const int64_t r = i / panels * TaskRows, c = i % panels * PanelWidth;
        panel_product<T>(left.from(r, 0), std::min(TaskRows, rows - r), right.panel(c, count), count,
                         std::min(PanelWidth, right.columns - c), target.from(r, c));
    });
}

// target[left.columns, right.columns] (+)= leftᵀ · right, both packed by rows over the same contraction; float.
template <class T>
void multiply_transposed(const Packed& left, const Packed& right, Target target) {
    const int64_t count = units<T>(right.contraction);
    const int64_t across = (right.columns + PanelWidth - 1) / PanelWidth, down = (left.columns + PanelWidth - 1) / PanelWidth;
    for_tasks(down * across, [&](int64_t i) {
        const int64_t r = i / across * PanelWidth, c = i % across * PanelWidth;
        const int64_t rows = std::min(PanelWidth, left.columns - r), columns = std::min(PanelWidth, right.columns - c);
        const Left side = Left::panel(left.panel(r, count), padded(rows));
        for (int64_t u = 0; u < count; u += TaskUnits) {
            Target here = target.from(r, c);
            here.accumulate |= u > 0;
            panel_product<T>(side.from(0, u), rows, right.panel(c, count) + u * padded(columns), std::min(TaskUnits, count - u),
                             columns, here);
        }
    });
}

} // namespace pipelines
