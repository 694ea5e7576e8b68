#include "kept_weight.h"
#include <map>
#include <mutex>
#include <tuple>

namespace pipelines {
namespace {

// What bfloat16 products are computed in.
using Element = std::conditional_t<HasBFloat16Dot, BFloat16, float>;
using Storage = c10::weak_intrusive_ptr<c10::StorageImpl>;
// Every view of a weight makes a new tensor, so what is kept belongs to the storage and the way that it is read.
using Key = std::tuple<c10::StorageImpl*, const void*, int64_t, int64_t, int64_t, int64_t, bool>;

struct Kept {
    Storage storage;
    int64_t version;
    Packed packed;
};

std::mutex mutex;
std::map<Key, Kept>& table() {
    static auto* kept = new std::map<Key, Kept>; // outlives every static tensor
    return *kept;
}

template <class Pack>
Packed keep(const Tensor& weight, bool forward, Pack pack) {
    if (weight.is_inference()) return pack();
    const auto storage = weight.storage();
    const auto version = static_cast<int64_t>(weight._version());
    const Key key{storage.unsafeGetStorageImpl(), weight.data_ptr(), weight.size(0), weight.size(1), weight.stride(0), weight.stride(1),
                  forward};
    std::lock_guard<std::mutex> lock(mutex);
    auto& kept = table();
    if (auto found = kept.find(key); found != kept.end() && found->second.version == version && !found->second.storage.expired())
        return found->second.packed;
    for (auto entry = kept.begin(); entry != kept.end();)
        entry = entry->first == key || entry->second.storage.expired() ? kept.erase(entry) : std::next(entry);
    Packed packed = pack();
    kept.emplace(key, Kept{Storage(storage.getWeakStorageImpl()), version, packed});
    return packed;
}

bool by_rows(const Tensor& weight) { return weight.stride(1) == 1 || weight.size(1) == 1; }
bool readable(const Tensor& weight) { return by_rows(weight) || weight.stride(0) == 1; }

} // namespace

Packed kept_forward(const Tensor& weight) {
    if (!readable(weight)) return kept_forward(weight.contiguous());
    return keep(weight, true, [&] {
        const float* data = pointer<float>(weight);
        return by_rows(weight) ? packed_columns<Element>(data, weight.stride(0), weight.size(1), weight.size(0))
                               : packed_rows<Element>(data, weight.stride(1), weight.size(1), weight.size(0));
    });
}

Packed kept_backward(const Tensor& weight) {
    if (!readable(weight)) return kept_backward(weight.contiguous());
    return keep(weight, false, [&] {
        const float* data = pointer<float>(weight);
        return by_rows(weight) ? packed_rows<Element>(data, weight.stride(0), weight.size(0), weight.size(1))
                               : packed_columns<Element>(data, weight.stride(1), weight.size(0), weight.size(1));
    });
}

} // namespace pipelines
