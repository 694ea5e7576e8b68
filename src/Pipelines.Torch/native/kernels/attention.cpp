// Exact attention in tiles: scores of a block of queries are made, used and forgotten, so memory grows with time and not
// with its square (Rabe & Staats, arXiv:2112.05682; Dao et al., arXiv:2205.14135). The forward pass saves each query's
// log-sum-exp; the backward pass makes the scores again from it. Heads that share keys are one task's work: nothing is
// summed across threads.
#include "attention_step.h"
#include "attention_tiles.h"
#include "kernel.h"

namespace pipelines {
namespace {

Shape shape_of(const Tensor& q, const Tensor& k, double scale, bool causal) {
    return {q.size(0), q.size(1), k.size(1), q.size(2), k.size(2), q.size(3), static_cast<float>(scale), causal};
}

// Calls body(T*) for the types whose products this processor has.
template <class F>
void for_product_type(const Tensor& tensor, F&& body) {
    for_type(tensor, [&](auto* type) {
        if constexpr (HasBFloat16Dot || std::is_same_v<decltype(type), float*>) body(type);
    });
}

template <class F>
void for_groups(const Shape& s, F&& body) {
    for_tasks(s.batch * s.kv_heads, [&](int64_t i) { body(i / s.kv_heads, i % s.kv_heads); });
}

struct Attention : Function<Attention> {
    static Tensor forward(AutogradContext* context, const Tensor& q, const Tensor& k, const Tensor& v, double scale, bool causal) {
        Tensor queries = q.contiguous(), keys = k.contiguous(), values = v.contiguous(), out = at::empty_like(queries);
        const Shape s = shape_of(queries, keys, scale, causal);
        Tensor lse = at::empty({s.batch, s.heads, s.time}, q.options().dtype(at::kFloat));
        for_product_type(q, [&](auto* type) {
            using T = std::remove_pointer_t<decltype(type)>;
            const auto run = [&](auto&& heads) {
                heads.run(pointer<T>(queries), pointer<T>(keys), pointer<T>(values), pointer<T>(out), pointer<float>(lse));
            };
            for_groups(s, [&](int64_t b, int64_t kv) {
                if (s.time == 1) run(AttentionStep<T>(s, b, kv));
                else run(AttentionForward<T>(s, b, kv));
            });
        });
        context->save_for_backward({queries, keys, values, out, lse});
        context->saved_data["scale"] = scale;
        context->saved_data["causal"] = causal;
        return out;
    }

    static variable_list backward(AutogradContext* context, variable_list grads) {
        refuse_second_derivative("attention");
        auto saved = context->get_saved_variables();
        const Tensor &q = saved[0], &k = saved[1], &v = saved[2], &out = saved[3], &lse = saved[4];
        const Shape s = shape_of(q, k, context->saved_data["scale"].toDouble(), context->saved_data["causal"].toBool());
        Tensor grad = grads[0].contiguous(), grad_q = at::empty_like(q), grad_k = at::empty_like(k), grad_v = at::empty_like(v);
        for_product_type(q, [&](auto* type) {
            using T = std::remove_pointer_t<decltype(type)>;
            for_groups(s, [&](int64_t b, int64_t kv) {
                AttentionBackward<T>(s, b, kv).run({pointer<T>(q), pointer<T>(k), pointer<T>(v), pointer<T>(out), pointer<T>(grad),
                                                    pointer<float>(lse), pointer<T>(grad_q), pointer<T>(grad_k), pointer<T>(grad_v)});
            });
        });
        return {grad_q, grad_k, grad_v, Tensor(), Tensor()};
    }
};

Tensor attention(const Tensor& q, const Tensor& k, const Tensor& v, double scale, bool causal) {
    check_activation("attention", "q", q);
    check_same("attention", "k", k, "v", v);
    TORCH_CHECK(q.dim() == 4 && k.dim() == 4 && q.scalar_type() == k.scalar_type() && q.size(0) == k.size(0) && q.size(3) == k.size(3),
                "attention: q ", q.scalar_type(), " ", q.sizes(), " and k ", k.scalar_type(), " ", k.sizes(),
                " must be of one type and be [batch, time, heads, head_dim] and [batch, keys, kv_heads, head_dim]");
    TORCH_CHECK(k.size(2) > 0 && q.size(2) % k.size(2) == 0, "attention: ", q.size(2), " heads do not share ", k.size(2), " evenly");
    TORCH_CHECK(!causal || k.size(1) >= q.size(1), "attention: ", q.size(1), " causal queries over only ", k.size(1), " keys");
    TORCH_CHECK(k.size(1) > 0 && scale > 0, "attention: needs at least one key and a positive scale");
    if (q.scalar_type() == at::kBFloat16 && (!HasBFloat16Dot || q.size(3) % 2 != 0))
        return attention(q.to(at::kFloat), k.to(at::kFloat), v.to(at::kFloat), scale, causal).to(at::kBFloat16);
    return Attention::apply(q, k, v, scale, causal);
}

} // namespace

TORCH_LIBRARY_FRAGMENT(pipelines, library) {
    library.def("attention(Tensor q, Tensor k, Tensor v, float scale, bool causal=True) -> Tensor");
}
TORCH_LIBRARY_IMPL(pipelines, CompositeImplicitAutograd, library) { library.impl("attention", attention); }

} // namespace pipelines
