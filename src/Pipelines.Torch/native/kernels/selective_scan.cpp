// The selective scan of Mamba-1: h[t] = exp(dt[t] · A) ∘ h[t-1] + dt[t] · x[t] · B[t], y[t] = C[t] · h[t] + D · x[t] (Gu & Dao,
// arXiv:2312.00752). The forward pass keeps the states at the borders of chunks of time; the backward pass makes the others again.
#include "selective_scan.h"
#include "state_space.h"

namespace pipelines {
namespace {

template <class T>
Scan<T> scan_of(const Tensor& x, const Tensor& dt, const Tensor& A, const Tensor& B, const Tensor& C, const Tensor& D,
                const Tensor& borders) {
    return {x.size(0), x.size(1), x.size(2), A.size(1), pointer<T>(x), pointer<float>(dt), pointer<float>(A), pointer<float>(B),
            pointer<float>(C), D.defined() ? pointer<float>(D) : nullptr, pointer<float>(borders)};
}

// n is a whole number of vectors here, and everything but x is float.
struct SelectiveScan : Function<SelectiveScan> {
    static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& dt, const Tensor& A, const Tensor& B, const Tensor& C,
                          const OptionalTensor& D, const OptionalTensor& state) {
        Tensor in = x.contiguous(), steps = dt.contiguous(), rates = A.contiguous(), inputs = B.contiguous(), readers = C.contiguous();
        Tensor direct = D ? D->contiguous() : Tensor(), out = at::empty_like(in);
        const int64_t batch = x.size(0), chunks = (x.size(1) + ScanChunk - 1) / ScanChunk, inner = x.size(2), n = A.size(1);
        Tensor borders = at::empty({batch, chunks, inner, n}, A.options()), last = first_state(state, {batch, inner, n}, A.options());
        for_type(in, [&](auto* type) {
            using T = std::remove_pointer_t<decltype(type)>;
            const auto scan = scan_of<T>(in, steps, rates, inputs, readers, direct, borders);
            for_tasks(batch * scan.stripes(), [&](int64_t i) {
                ScanForward<T>(scan).run(i / scan.stripes(), i % scan.stripes(), pointer<float>(last), pointer<T>(out));
            });
        });
        overwrite(state, last);
        context->save_for_backward({in, steps, rates, inputs, readers, direct, borders});
        return out;
    }

    static variable_list backward(AutogradContext* context, variable_list grads) {
        refuse_second_derivative("selective_scan");
        auto saved = context->get_saved_variables();
        const Tensor &x = saved[0], &dt = saved[1], &A = saved[2], &B = saved[3], &D = saved[5];
        const int64_t batch = x.size(0), time = x.size(1), inner = x.size(2), n = A.size(1);
        const int64_t stripes = (inner + ScanStripe - 1) / ScanStripe;
        Tensor grad = grads[0].contiguous(), grad_x = at::empty_like(x), grad_dt = at::empty_like(dt);
        Tensor grad_A = at::zeros({batch, inner, n}, A.options()), grad_B = at::zeros({stripes, batch, time, n}, A.options());
        Tensor grad_C = at::zeros_like(grad_B), grad_D = at::zeros({batch, inner}, A.options());
        for_type(x, [&](auto* type) {
            using T = std::remove_pointer_t<decltype(type)>;
            const auto scan = scan_of<T>(x, dt, A, B, saved[4], D, saved[6]);
            const ScanGradients<T> gradients{pointer<T>(grad), pointer<T>(grad_x), pointer<float>(grad_dt), pointer<float>(grad_A),
                                             pointer<float>(grad_B), pointer<float>(grad_C), pointer<float>(grad_D)};
            for_tasks(batch * stripes, [&](int64_t i) { ScanBackward<T>(scan, gradients, i / stripes, i % stripes).run(); });
        });
        return {grad_x, grad_dt, grad_A.sum(0), grad_B.sum(0), grad_C.sum(0), D.defined() ? grad_D.sum(0) : Tensor(), Tensor()};
    }
};

Tensor selective_scan(const Tensor& x, const Tensor& dt, const Tensor& A, const Tensor& B, const Tensor& C, const OptionalTensor& D,
                      const OptionalTensor& state) {
    constexpr auto Kernel = "selective_scan";
    check_activation(Kernel, "x", x);
    check_float(Kernel, "A", A);
    TORCH_CHECK(x.dim() == 3 && A.dim() == 2 && A.size(0) == x.size(2), Kernel, ": x ", x.sizes(), " and A ", A.sizes(),
                " must be [batch, time, inner] and [inner, N]");
    const int64_t batch = x.size(0), time = x.size(1), inner = x.size(2), n = A.size(1);
    check_wide(Kernel, "dt", dt, {batch, time, inner});
    check_wide(Kernel, "B", B, {batch, time, n});
    check_wide(Kernel, "C", C, {batch, time, n});
    if (D) check_wide(Kernel, "D", *D, {inner});
    check_state(Kernel, state, {batch, inner, n});
    return SelectiveScan::apply(x, dt.to(at::kFloat), whole_lanes(A), whole_lanes(B.to(at::kFloat)), whole_lanes(C.to(at::kFloat)),
                                D ? OptionalTensor(D->to(at::kFloat)) : D, state);
}

} // namespace

TORCH_LIBRARY_FRAGMENT(pipelines, library) {
    library.def("selective_scan(Tensor x, Tensor dt, Tensor A, Tensor B, Tensor C, Tensor? D=None, Tensor(a!)? state=None) -> Tensor");
}
TORCH_LIBRARY_IMPL(pipelines, CompositeImplicitAutograd, library) { library.impl("selective_scan", selective_scan); }

} // namespace pipelines
