// Attention of one query for each of many sequences over keys and values in numbered blocks (Kwon et al., arXiv:2309.06180). A task is
// one sequence's heads that share a head of keys: nothing that it computes depends on the other sequences.
#include "kernel.h"
#include "paged_step.h"

namespace pipelines {
namespace {

using OptionalTensor = torch::optional<Tensor>;

void check(const Tensor& q, const Tensor& keys, const Tensor& values, const Tensor& tables, const Tensor& lengths,
           const OptionalTensor& slopes, const OptionalTensor& sinks) {
    check_activation("paged_attention", "q", q);
    TORCH_CHECK(q.dim() == 3 && keys.dim() == 4 && keys.scalar_type() == q.scalar_type() && keys.size(3) == q.size(2) && keys.size(1) > 0 &&
                q.size(1) % keys.size(1) == 0, "paged_attention: q ", q.scalar_type(), " ", q.sizes(), " and keys ", keys.scalar_type(), " ",
                keys.sizes(), " must be of one type and be [sequences, heads, head_dim] and [blocks, kv_heads, block_tokens, head_dim]");
    TORCH_CHECK(values.dim() == 4 && values.scalar_type() == keys.scalar_type() && values.sizes().slice(0, 3) == keys.sizes().slice(0, 3),
                "paged_attention: keys are ", keys.scalar_type(), " ", keys.sizes(), " but values ", values.scalar_type(), " ", values.sizes());
    TORCH_CHECK(keys.is_contiguous() && values.is_contiguous(), "paged_attention: keys and values must be contiguous");
    TORCH_CHECK(tables.scalar_type() == at::kLong && tables.dim() == 2 && tables.size(0) == q.size(0) && lengths.scalar_type() == at::kLong &&
                lengths.dim() == 1 && lengths.size(0) == q.size(0), "paged_attention: tables ", tables.sizes(), " and lengths ",
                lengths.sizes(), " must be int64 and have a row for each of ", q.size(0), " sequences");
    if (slopes) {
        check_float("paged_attention", "slopes", *slopes);
        TORCH_CHECK(slopes->dim() == 1 && slopes->size(0) == q.size(1), "paged_attention: slopes ", slopes->sizes(),
                    " must be one for each of ", q.size(1), " heads");
    }
    if (sinks) {
        check_float("paged_attention", "sinks", *sinks);
        TORCH_CHECK(sinks->dim() == 1 && sinks->size(0) == q.size(1), "paged_attention: sinks ", sinks->sizes(),
                    " must be one for each of ", q.size(1), " heads");
    }
}

// Every block that a sequence of that length sees under the window must be there.
void check_table(const int64_t* table, int64_t most, int64_t blocks, int64_t block_tokens, int64_t first, int64_t length) {
    TORCH_CHECK(length > 0 && length <= most * block_tokens, "paged_attention: ", most, " blocks of ", block_tokens, " cannot hold ", length,
                " tokens");
    for (int64_t i = first / block_tokens; i * block_tokens < length; i++)
        TORCH_CHECK(table[i] >= 0 && table[i] < blocks, "paged_attention: there is no block ", table[i], " among ", blocks);
}

Tensor paged_attention(const Tensor& q, const Tensor& keys, const Tensor& values, const Tensor& tables, const Tensor& lengths, double scale,
                       int64_t window, double softcap, const OptionalTensor& slopes, const OptionalTensor& sinks) {
    check(q, keys, values, tables, lengths, slopes, sinks);
    Tensor queries = q.contiguous(), numbers = tables.contiguous(), counts = lengths.contiguous();
    Tensor falling = slopes ? slopes->contiguous() : Tensor(), drains = sinks ? sinks->contiguous() : Tensor();
    Tensor out = at::empty({q.size(0), q.size(1), values.size(3)}, q.options());
    const int64_t sequences = q.size(0), kv_heads = keys.size(1), block_tokens = keys.size(2), most = numbers.size(1);
    std::vector<Shape> shapes;
    for (int64_t i = 0; i < sequences; i++) {
        Shape s{1, 1, pointer<int64_t>(counts)[i], q.size(1), kv_heads, keys.size(3), values.size(3), static_cast<float>(scale), true};
        s.window = window;
        s.softcap = static_cast<float>(softcap);
        if (falling.defined()) s.slopes = pointer<float>(falling);
        if (drains.defined()) s.sinks = pointer<float>(drains);
        check_table(pointer<int64_t>(numbers) + i * most, most, keys.size(0), block_tokens, s.first(0, 0), s.keys);
        shapes.push_back(s);
    }
    for_type(q, [&](auto* type) {
        using T = std::remove_pointer_t<decltype(type)>;
        const Pages<T> pages{pointer<T>(keys), pointer<T>(values), block_tokens, kv_heads, keys.size(3), values.size(3)};
        for_tasks(sequences * kv_heads, [&](int64_t task) {
            const int64_t i = task / kv_heads;
            PagedStep<T>(shapes[i], pages, pointer<int64_t>(numbers) + i * most)
                .run(task % kv_heads, pointer<T>(queries) + i * q.size(1) * q.size(2), pointer<T>(out) + i * q.size(1) * values.size(3));
        });
    });
    return out;
}

} // namespace

TORCH_LIBRARY_FRAGMENT(pipelines, library) {
    library.def("paged_attention(Tensor q, Tensor keys, Tensor values, Tensor tables, Tensor lengths, float scale, int window=0, "
                "float softcap=0., Tensor? slopes=None, Tensor? sinks=None) -> Tensor");
}
TORCH_LIBRARY_IMPL(pipelines, CompositeImplicitAutograd, library) { library.impl("paged_attention", paged_attention); }

} // namespace pipelines
