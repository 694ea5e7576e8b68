// Exact attention in tiles: scores of a block of queries are made, used and forgotten, so memory grows with time and not
// with its square (Rabe & Staats, arXiv:2112.05682; Dao et al., arXiv:2205.14135). The forward pass saves each query's
// log-sum-exp; the backward pass makes the scores again from it. Heads that share keys are one task's work: nothing is
// summed across threads.
#include "attention_backward.h"
#include "attention_forward.h"
#include "attention_step.h"
#include "kernel.h"
#include <unordered_set>

namespace pipelines {
namespace {

using OptionalTensor = torch::optional<Tensor>;

// Whatever else than q, k and v decides the scores; undefined tensors where a feature is off.
struct Options {
    double scale;
    bool causal;
    int64_t window;
    double softcap;
    Tensor slopes, sinks, ids, ranges, runs;
};

Shape shape_of(const Tensor& q, const Tensor& k, const Tensor& v, const Options& o) {
    Shape s{q.size(0), q.size(1), k.size(1), q.size(2), k.size(2), q.size(3), v.size(3), static_cast<float>(o.scale), o.causal};
    s.window = o.window;
    s.softcap = static_cast<float>(o.softcap);
    if (o.slopes.defined()) s.slopes = pointer<float>(o.slopes);
    if (o.sinks.defined()) s.sinks = pointer<float>(o.sinks);
    if (o.ids.defined())
        s.segments = {pointer<int32_t>(o.ids), pointer<int32_t>(o.ranges), o.runs.defined() ? pointer<int32_t>(o.runs) : nullptr, s.keys};
    return s;
}

// The least and the greatest of each block of ids [batch, keys].
Tensor ranges_of(const Tensor& ids) {
    const int64_t batch = ids.size(0), keys = ids.size(1), blocks = Segments::blocks(keys);
    Tensor ranges = at::empty({batch, blocks, 2}, ids.options());
    for (int64_t i = 0; i < batch * blocks; i++) {
        const int64_t from = i % blocks * Segments::Positions, to = std::min(keys, from + Segments::Positions);
        const int32_t* row = pointer<int32_t>(ids) + i / blocks * keys;
        const auto [least, most] = std::minmax_element(row + from, row + to);
        pointer<int32_t>(ranges)[2 * i] = *least;
        pointer<int32_t>(ranges)[2 * i + 1] = *most;
    }
    return ranges;
}

// Where the text of each of ids [batch, keys] begins and ends; undefined where one comes again behind another.
Tensor runs_of(const Tensor& ids) {
    const int64_t batch = ids.size(0), keys = ids.size(1);
    Tensor runs = at::empty({batch, keys, 2}, ids.options());
    for (int64_t b = 0; b < batch; b++) {
        const int32_t* row = pointer<int32_t>(ids) + b * keys;
        std::unordered_set<int32_t> met;
        for (int64_t from = 0, to; from < keys; from = to) {
            if (!met.insert(row[from]).second) return {};
            for (to = from; to < keys && row[to] == row[from]; to++) {}
            for (int64_t p = from; p < to; p++) {
                pointer<int32_t>(runs)[(b * keys + p) * 2] = static_cast<int32_t>(from);
                pointer<int32_t>(runs)[(b * keys + p) * 2 + 1] = static_cast<int32_t>(to);
            }
        }
    }
    return runs;
}

template <class F>
void for_groups(const Shape& s, F&& body) {
    for_tasks(s.batch * s.kv_heads, [&](int64_t i) { body(i / s.kv_heads, i % s.kv_heads); });
}

struct Attention : Function<Attention> {
    static Tensor forward(AutogradContext* context, const Tensor& q, const Tensor& k, const Tensor& v, double scale, bool causal,
                          int64_t window, double softcap, const OptionalTensor& slopes, const OptionalTensor& segments,
                          const OptionalTensor& sinks) {
        Tensor queries = q.contiguous(), keys = k.contiguous(), values = v.contiguous();
        Options options{scale, causal, window, softcap};
        if (slopes) options.slopes = slopes->contiguous();
        if (sinks) options.sinks = sinks->contiguous();
        if (segments) {
            options.ids = segments->to(at::kInt).contiguous();
            options.ranges = ranges_of(options.ids);
            options.runs = runs_of(options.ids);
        }
        const Shape s = shape_of(queries, keys, values, options);
        Tensor out = at::empty({s.batch, s.time, s.heads, s.value_dim}, q.options());
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
        context->save_for_backward({queries, keys, values, out, lse, options.slopes, options.sinks, options.ids, options.ranges,
                                    options.runs});
        context->saved_data["scale"] = scale;
        context->saved_data["causal"] = causal;
        context->saved_data["window"] = window;
        context->saved_data["softcap"] = softcap;
        return out;
    }

    static variable_list backward(AutogradContext* context, variable_list grads) {
        refuse_second_derivative("attention");
        auto saved = context->get_saved_variables();
        auto& data = context->saved_data;
        const Tensor &q = saved[0], &k = saved[1], &v = saved[2], &out = saved[3], &lse = saved[4];
        const Shape s = shape_of(q, k, v, {data["scale"].toDouble(), data["causal"].toBool(), data["window"].toInt(),
                                           data["softcap"].toDouble(), saved[5], saved[6], saved[7], saved[8], saved[9]});
        Tensor grad = grads[0].contiguous(), grad_q = at::empty_like(q), grad_k = at::empty_like(k), grad_v = at::empty_like(v);
        for_product_type(q, [&](auto* type) {
            using T = std::remove_pointer_t<decltype(type)>;
            for_groups(s, [&](int64_t b, int64_t kv) {
                AttentionBackward<T>(s, b, kv).run({pointer<T>(q), pointer<T>(k), pointer<T>(v), pointer<T>(out), pointer<T>(grad),
                                                    pointer<float>(lse), pointer<T>(grad_q), pointer<T>(grad_k), pointer<T>(grad_v)});
            });
        });
        return {grad_q, grad_k, grad_v, Tensor(), Tensor(), Tensor(), Tensor(), Tensor(), Tensor(), of_sinks(saved[6], lse, out, grad)};
    }

    // What a sink takes from a query's weights counts as much as the query's result: −Σ weight · (result · its gradient).
    static Tensor of_sinks(const Tensor& sinks, const Tensor& lse, const Tensor& out, const Tensor& grad) {
        if (!sinks.defined()) return {};
        Tensor weights = (sinks.view({1, -1, 1}) - lse).exp();                                     // [batch, heads, time]
        Tensor counts = (out.to(at::kFloat) * grad.to(at::kFloat)).sum(-1).transpose(1, 2);        // [batch, heads, time]
        return -(weights * counts).sum(at::IntArrayRef{0, 2});
    }
};

void check(const Tensor& q, const Tensor& k, const Tensor& v, double scale, bool causal) {
    check_activation("attention", "q", q);
    TORCH_CHECK(q.dim() == 4 && k.dim() == 4 && q.scalar_type() == k.scalar_type() && q.size(0) == k.size(0) && q.size(3) == k.size(3),
                "attention: q ", q.scalar_type(), " ", q.sizes(), " and k ", k.scalar_type(), " ", k.sizes(),
                " must be of one type and be [batch, time, heads, head_dim] and [batch, keys, kv_heads, head_dim]");
    TORCH_CHECK(v.dim() == 4 && v.scalar_type() == k.scalar_type() && v.sizes().slice(0, 3) == k.sizes().slice(0, 3), "attention: k is ",
                k.scalar_type(), " ", k.sizes(), " but v is ", v.scalar_type(), " ", v.sizes());
    TORCH_CHECK(k.size(2) > 0 && q.size(2) % k.size(2) == 0, "attention: ", q.size(2), " heads do not share ", k.size(2), " evenly");
    TORCH_CHECK(!causal || k.size(1) >= q.size(1), "attention: ", q.size(1), " causal queries over only ", k.size(1), " keys");
    TORCH_CHECK(k.size(1) > 0 && scale > 0, "attention: needs at least one key and a positive scale");
}

void check_features(const Tensor& q, const Tensor& k, int64_t window, double softcap, const OptionalTensor& slopes,
                    const OptionalTensor& segments, const OptionalTensor& sinks) {
    TORCH_CHECK(window >= 0 && softcap >= 0, "attention: window ", window, " and softcap ", softcap, " must not be negative");
    TORCH_CHECK((window == 0 && !slopes && !segments) || k.size(1) >= q.size(1), "attention: window, slopes and segments go by positions: ",
                q.size(1), " queries cannot be the last of ", k.size(1), " keys");
    if (slopes) {
        check_float("attention", "slopes", *slopes);
        TORCH_CHECK(slopes->dim() == 1 && slopes->size(0) == q.size(2) && !slopes->requires_grad(), "attention: slopes ", slopes->sizes(),
                    " must be one for each of ", q.size(2), " heads and have no gradient");
    }
    if (sinks) {
        check_float("attention", "sinks", *sinks);
        TORCH_CHECK(sinks->dim() == 1 && sinks->size(0) == q.size(2), "attention: sinks ", sinks->sizes(), " must be one for each of ",
                    q.size(2), " heads");
    }
    if (segments)
        TORCH_CHECK(segments->device().is_cpu() && segments->scalar_type() == at::kLong && segments->sizes() == k.sizes().slice(0, 2),
                    "attention: segments ", segments->scalar_type(), " ", segments->sizes(), " must be int64 ", k.sizes().slice(0, 2));
}

Tensor attention(const Tensor& q, const Tensor& k, const Tensor& v, double scale, bool causal, int64_t window, double softcap,
                 const OptionalTensor& slopes, const OptionalTensor& segments, const OptionalTensor& sinks) {
    check(q, k, v, scale, causal);
    check_features(q, k, window, softcap, slopes, segments, sinks);
    if (q.scalar_type() == at::kBFloat16 && (!HasBFloat16Dot || q.size(3) % 2 != 0 || v.size(3) % 2 != 0))
        return attention(q.to(at::kFloat), k.to(at::kFloat), v.to(at::kFloat), scale, causal, window, softcap, slopes, segments, sinks)
            .to(at::kBFloat16);
    return Attention::apply(q, k, v, scale, causal, window, softcap, slopes, segments, sinks);
}

} // namespace

TORCH_LIBRARY_FRAGMENT(pipelines, library) {
    library.def("attention(Tensor q, Tensor k, Tensor v, float scale, bool causal=True, int window=0, float softcap=0., "
                "Tensor? slopes=None, Tensor? segments=None, Tensor? sinks=None) -> Tensor");
}
TORCH_LIBRARY_IMPL(pipelines, CompositeImplicitAutograd, library) { library.impl("attention", attention); }

} // namespace pipelines
