#include "kept_weight.h"
#include <mutex>
#include <unordered_map>

namespace pipelines {
namespace {

using Impl = c10::weak_intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>;
// What bfloat16 products are computed in.
using Element = std::conditional_t<HasBFloat16Dot, BFloat16, float>;

struct Copy {
    int64_t version = -1;
    Packed packed;
};

struct Kept {
    Impl weight;
    const void* data;
    Copy forward, backward;
};

std::mutex mutex;
std::unordered_map<c10::TensorImpl*, Kept>& table() {
    static auto* kept = new std::unordered_map<c10::TensorImpl*, Kept>; // outlives every static tensor
    return *kept;
}

template <class Pack>
Packed keep(const Tensor& weight, Copy Kept::*copy, Pack pack) {
    if (weight.is_inference()) return pack();
    std::lock_guard<std::mutex> lock(mutex);
    auto& kept = table();
    auto found = kept.find(weight.unsafeGetTensorImpl());
    if (found == kept.end() || found->second.weight.expired() || found->second.data != weight.data_ptr()) {
        for (auto entry = kept.begin(); entry != kept.end();)
            entry = entry->second.weight.expired() ? kept.erase(entry) : std::next(entry);
        Kept fresh{Impl(weight.getIntrusivePtr()), weight.data_ptr(), {}, {}};
        found = kept.insert_or_assign(weight.unsafeGetTensorImpl(), std::move(fresh)).first;
    }
    Copy& mine = found->second.*copy;
    if (mine.version != static_cast<int64_t>(weight._version())) mine = {static_cast<int64_t>(weight._version()), pack()};
    return mine.packed;
}

} // namespace

Packed kept_forward(const Tensor& weight) {
    return keep(weight, &Kept::forward, [&] {
        return packed_columns<Element>(static_cast<const float*>(weight.data_ptr()), weight.size(1), weight.size(1), weight.size(0));
    });
}

Packed kept_backward(const Tensor& weight) {
    return keep(weight, &Kept::backward, [&] {
        return packed_rows<Element>(static_cast<const float*>(weight.data_ptr()), weight.size(1), weight.size(0), weight.size(1));
    });
}

} // namespace pipelines
