// The state-space layer of Mamba-2: h[t] = exp(dt[t] · A) · h[t-1] + dt[t] · x[t] ⊗ B[t], y[t] = C[t] · h[t] + D · x[t]. Within a chunk
// of time it is a product with a matrix of decays below the diagonal, between chunks the recurrence itself (Dao & Gu,
// arXiv:2405.21060). Saves its inputs alone; the backward pass makes the states again.
#include "ssd_backward.h"
#include "ssd_forward.h"
#include "state_space.h"

namespace pipelines {
namespace {

template <class T>
Ssd<T> ssd_of(const Tensor& x, const Tensor& dt, const Tensor& A, const Tensor& B, const Tensor& C, const Tensor& D) {
    return {x.size(0), x.size(1), x.size(2), B.size(2), x.size(3), B.size(3), pointer<T>(x), pointer<T>(B), pointer<T>(C),
            pointer<float>(dt), pointer<float>(A), D.defined() ? pointer<float>(D) : nullptr};
}

// x, B and C are of one type; everything else is float.
struct StateSpaceDual : Function<StateSpaceDual> {
    static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& dt, const Tensor& A, const Tensor& B, const Tensor& C,
                          const OptionalTensor& D, const OptionalTensor& state) {
        Tensor in = x.contiguous(), steps = dt.contiguous(), rates = A.contiguous(), inputs = B.contiguous(), readers = C.contiguous();
        Tensor direct = D ? D->contiguous() : Tensor(), out = at::empty_like(in);
        Tensor first = state ? state->clone() : at::zeros({x.size(0), x.size(2), x.size(3), B.size(3)}, A.options());
        Tensor last = first.clone();
        for_product_type(in, [&](auto* type) {
            using T = std::remove_pointer_t<decltype(type)>;
            const auto ssd = ssd_of<T>(in, steps, rates, inputs, readers, direct);
            for_tasks(ssd.tasks(), [&](int64_t i) { SsdForward<T>(ssd, i).run(pointer<float>(last), pointer<T>(out)); });
        });
        if (state) Tensor(*state).copy_(last);
        context->save_for_backward({in, steps, rates, inputs, readers, direct, first});
        return out;
    }

    static variable_list backward(AutogradContext* context, variable_list grads) {
        refuse_second_derivative("ssd");
        auto saved = context->get_saved_variables();
        const Tensor &x = saved[0], &dt = saved[1], &A = saved[2], &B = saved[3], &C = saved[4], &D = saved[5];
        Tensor grad = grads[0].contiguous(), grad_x = at::empty_like(x), grad_dt = at::empty_like(dt), grad_B, grad_C;
        Tensor grad_A = at::zeros({x.size(0), x.size(2)}, A.options()), grad_D = at::zeros_like(grad_A);
        for_product_type(x, [&](auto* type) {
            using T = std::remove_pointer_t<decltype(type)>;
            const auto ssd = ssd_of<T>(x, dt, A, B, C, D);
            grad_B = at::empty({ssd.blocks(), ssd.batch, ssd.time, ssd.groups, ssd.n}, A.options());
            grad_C = at::empty_like(grad_B);
            const SsdGradients<T> gradients{pointer<T>(grad), pointer<T>(grad_x), pointer<float>(grad_dt), pointer<float>(grad_A),
                                            pointer<float>(grad_B), pointer<float>(grad_C), pointer<float>(grad_D)};
            for_tasks(ssd.tasks(), [&](int64_t i) { SsdBackward<T>(ssd, gradients, i).run(pointer<float>(saved[6])); });
        });
        return {grad_x, grad_dt, grad_A.sum(0), grad_B.sum(0).to(B.scalar_type()), grad_C.sum(0).to(C.scalar_type()),
                D.defined() ? grad_D.sum(0) : Tensor(), Tensor()};
    }
};

// One step of decoding: the state [batch, heads, dim, n] is changed where it lies.
template <class T>
void step(const Ssd<T>& s, float* state, T* out) {
    at::parallel_for(0, s.batch * s.heads, row_grain(s.state()), [&](int64_t from, int64_t to) {
        for (int64_t i = from; i < to; i++) {
            const int64_t h = i % s.heads, at = i / s.heads * s.groups * s.n + h / s.sharing() * s.n;
            const float kept = std::exp(s.dt[i] * s.A[h]);
            for (int64_t d = 0; d < s.dim; d++) {
                float* row = state + i * s.state() + d * s.n;
                const float value = s.x[i * s.dim + d], entering = value * s.dt[i];
                Lanes products = {};
                for (int64_t k = 0; k < s.n; k += Width) {
                    const int64_t here = s.n - k;
                    const Lanes now = kept * load(row + k, here) + entering * load(s.B + at + k, here);
                    store(row + k, now, here);
                    products += now * load(s.C + at + k, here);
                }
                out[i * s.dim + d] = sum(products) + (s.D ? s.D[h] * value : 0.0f);
            }
        }
    });
}

Tensor decode(const Tensor& x, const Tensor& dt, const Tensor& A, const Tensor& B, const Tensor& C, const OptionalTensor& D,
              const Tensor& state) {
    Tensor in = x.contiguous(), steps = dt.contiguous(), rates = A.contiguous(), inputs = B.contiguous(), readers = C.contiguous();
    Tensor direct = D ? D->contiguous() : Tensor(), out = at::empty_like(in);
    for_type(in, [&](auto* type) {
        using T = std::remove_pointer_t<decltype(type)>;
        step(ssd_of<T>(in, steps, rates, inputs, readers, direct), pointer<float>(state), pointer<T>(out));
    });
    if (!state.is_inference()) state.unsafeGetTensorImpl()->bump_version();
    return out;
}

void check(const Tensor& x, const Tensor& dt, const Tensor& A, const Tensor& B, const Tensor& C, const OptionalTensor& D,
           const OptionalTensor& state) {
    constexpr auto Kernel = "ssd";
    check_activation(Kernel, "x", x);
    TORCH_CHECK(x.dim() == 4 && B.dim() == 4 && B.size(2) > 0 && x.size(2) % B.size(2) == 0, Kernel, ": x ", x.sizes(), " and B ",
                B.sizes(), " must be [batch, time, heads, head_dim] and [batch, time, groups, N], where heads share groups evenly");
    const int64_t batch = x.size(0), time = x.size(1), heads = x.size(2), dim = x.size(3), groups = B.size(2), n = B.size(3);
    check_wide(Kernel, "dt", dt, {batch, time, heads});
    check_wide(Kernel, "A", A, {heads});
    check_wide(Kernel, "B", B, {batch, time, groups, n});
    check_wide(Kernel, "C", C, {batch, time, groups, n});
    if (D) check_wide(Kernel, "D", *D, {heads});
    check_state(Kernel, state, {batch, heads, dim, n});
}

Tensor ssd(const Tensor& x, const Tensor& dt, const Tensor& A, const Tensor& B, const Tensor& C, const OptionalTensor& D,
           const OptionalTensor& state) {
    check(x, dt, A, B, C, D, state);
    const auto type = x.scalar_type();
    if (type == at::kBFloat16 && (!HasBFloat16Dot || x.size(3) % 2 != 0 || B.size(3) % 2 != 0))
        return ssd(x.to(at::kFloat), dt, A, B.to(at::kFloat), C.to(at::kFloat), D, state).to(type);
    const OptionalTensor direct = D ? OptionalTensor(D->to(at::kFloat)) : D;
    const Tensor steps = dt.to(at::kFloat), rates = A.to(at::kFloat), inputs = B.to(type), readers = C.to(type);
    const bool learns = at::GradMode::is_enabled() && (x.requires_grad() || steps.requires_grad() || rates.requires_grad() ||
                                                       inputs.requires_grad() || readers.requires_grad() ||
                                                       (direct && direct->requires_grad()));
    if (state && x.size(1) == 1 && !learns) return decode(x, steps, rates, inputs, readers, direct, *state);
    return StateSpaceDual::apply(x, steps, rates, inputs, readers, direct, state);
}

} // namespace

TORCH_LIBRARY_FRAGMENT(pipelines, library) {
    library.def("ssd(Tensor x, Tensor dt, Tensor A, Tensor B, Tensor C, Tensor? D=None, Tensor(a!)? state=None) -> Tensor");
}
TORCH_LIBRARY_IMPL(pipelines, CompositeImplicitAutograd, library) { library.impl("ssd", ssd); }

} // namespace pipelines
