// Rotary positions, half-rotation layout: lane i of a head turns with lane i + head_dim / 2 (Su et al., arXiv:2104.09864).
#include "kernel.h"

namespace pipelines {
namespace {

// One head; `direction` 1 turns forward, -1 back.
template <class T>
void turn(const T* x, const float* cosine, const float* sine, float direction, int64_t half, T* out) {
    for (int64_t i = 0; i < half; i += Width) {
        const int64_t here = std::min(Width, half - i);
        Lanes a = load(x + i, here), b = load(x + half + i, here);
        Lanes c = load(cosine + i, here), s = load(sine + i, here) * direction;
        store(out + i, a * c - b * s, here);
        store(out + half + i, b * c + a * s, here);
    }
}

// x [batch, time, heads, head_dim]; cosine, sine [time, head_dim / 2].
Tensor turned(const Tensor& x, const Tensor& cosine, const Tensor& sine, float direction) {
    const int64_t time = x.size(1), heads = x.size(2), dim = x.size(3), half = dim / 2;
    Tensor in = x.contiguous(), out = at::empty_like(in);
    const float *c = pointer<float>(cosine), *s = pointer<float>(sine);
    for_type(in, [&](auto* type) {
        using T = std::remove_pointer_t<decltype(type)>;
        at::parallel_for(0, x.size(0) * time, row_grain(heads * dim), [&](int64_t from, int64_t to) {
            for (int64_t row = from; row < to; row++)
                for (int64_t head = 0; head < heads; head++) {
                    const int64_t at = (row * heads + head) * dim, position = row % time * half;
                    turn(pointer<T>(in) + at, c + position, s + position, direction, half, pointer<T>(out) + at);
                }
        });
    });
    return out;
}

struct Rope : Function<Rope> {
    static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& cosine, const Tensor& sine) {
        Tensor c = cosine.contiguous(), s = sine.contiguous();
        context->save_for_backward({c, s});
        return turned(x, c, s, 1);
    }

    static variable_list backward(AutogradContext* context, variable_list grads) {
        refuse_second_derivative("rope");
        auto saved = context->get_saved_variables();
        return {turned(grads[0], saved[0], saved[1], -1), Tensor(), Tensor()};
    }
};

Tensor rope(const Tensor& x, const Tensor& cosine, const Tensor& sine) {
    check_activation("rope", "x", x);
    check_float("rope", "cos", cosine);
    check_float("rope", "sin", sine);
    TORCH_CHECK(x.dim() == 4 && x.size(3) % 2 == 0, "rope: x must be [batch, time, heads, even head_dim], not ", x.sizes());
    const std::vector<int64_t> table{x.size(1), x.size(3) / 2};
    TORCH_CHECK(cosine.sizes() == table && sine.sizes() == table, "rope: x ", x.sizes(), " takes cos and sin of ",
                at::IntArrayRef(table), ", not ", cosine.sizes(), " and ", sine.sizes());
    TORCH_CHECK(!cosine.requires_grad() && !sine.requires_grad(), "rope: cos and sin have no gradient");
    return Rope::apply(x, cosine, sine);
}

} // namespace

TORCH_LIBRARY_FRAGMENT(pipelines, library) { library.def("rope(Tensor x, Tensor cos, Tensor sin) -> Tensor"); }
TORCH_LIBRARY_IMPL(pipelines, CompositeImplicitAutograd, library) { library.impl("rope", rope); }

} // namespace pipelines
