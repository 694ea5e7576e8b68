// Cross-entropy of softmax(x · weightᵀ) without the logits in memory: rows are taken in chunks, and the gradients are made
// while a chunk's probabilities are at hand, so that the forward pass does the backward pass's products too.
#include "kept_weight.h"
#include <cmath>
#include <limits>

namespace pipelines {
namespace {

constexpr int64_t BlockRows = 24;        // logits of one thread: a whole number of tiles of every height
constexpr int64_t ChunkBytes = 16 << 20; // probabilities that wait for the product with x

// The log-sum-exp of a row.
float log_sum_exp(const float* logits, int64_t count) {
    Lanes top = lanes(-std::numeric_limits<float>::infinity());
    for (int64_t i = 0; i < count; i += Width) top = maximum(join(count - i, load(logits + i, count - i), top), top);
    const float most = largest(top);
    Lanes sums = {};
    for (int64_t i = 0; i < count; i += Width) sums += join(count - i, exponential(load(logits + i, count - i) - most), Lanes{});
    return most + std::log(sum(sums));
}

// softmax(logits) - onehot(target): the loss's gradient by the logits.
template <class T>
void logit_gradients(const float* logits, int64_t count, float lse, int64_t target, T* out) {
    for (int64_t i = 0; i < count; i += Width) store(out + i, exponential(load(logits + i, count - i) - lse), count - i);
    out[target] = std::exp(logits[target] - lse) - 1.0f;
}

template <class T>
class LinearCrossEntropy {
    const Tensor &x, &weight, &targets;
    const int64_t rows = x.size(0), dim = x.size(1), vocab = weight.size(0), ignore_index;
    const bool with_grads;
    const Packed forward, backward;
    std::vector<float> losses;

public:
    Tensor grad_x, grad_weight;

    LinearCrossEntropy(const Tensor& x, const Tensor& weight, const Tensor& targets, int64_t ignore_index, bool with_grads)
        : x(x), weight(weight), targets(targets), ignore_index(ignore_index), with_grads(with_grads), forward(forward_of(weight)),
          backward(with_grads ? backward_of(weight) : Packed()), losses(rows) {
        if (!with_grads) return;
        grad_x = at::empty_like(x);
        grad_weight = rows > 0 ? at::empty_like(weight) : at::zeros_like(weight);
    }

    double run() {
        const int64_t chunk = std::max<int64_t>(1, ChunkBytes / (BlockRows * vocab * (int64_t)sizeof(T))) * BlockRows;
        Packed gradients = with_grads ? make_packed<T>(std::min(chunk, rows), vocab) : Packed();
        for (int64_t first = 0; first < rows; first += chunk) {
            gradients.contraction = std::min(chunk, rows - first);
            at::parallel_for(0, (gradients.contraction + BlockRows - 1) / BlockRows, 1, [&](int64_t from, int64_t to) {
                Block<float> logits(BlockRows * vocab);
                Block<T> grads(with_grads ? BlockRows * padded(vocab) : 0);
                for (int64_t i = from; i < to; i++) block(first, i * BlockRows, logits, grads, gradients);
            });
            if (with_grads)
                multiply_transposed<T>(gradients, packed_rows<T>(pointer<T>(x) + first * dim, dim, gradients.contraction, dim),
                                       {grad_weight.data_ptr(), dim, false, first > 0});
        }
        double total = 0;
        for (float loss : losses) total += loss;
        return total;
    }

private:
    static Packed forward_of(const Tensor& weight) {
        if constexpr (std::is_same_v<T, BFloat16>) return kept_forward(weight);
        return packed_columns<T>(pointer<float>(weight), weight.size(1), weight.size(1), weight.size(0));
    }
    static Packed backward_of(const Tensor& weight) {
        if constexpr (std::is_same_v<T, BFloat16>) return kept_backward(weight);
        return packed_rows<T>(pointer<float>(weight), weight.size(1), weight.size(0), weight.size(1));
    }

    // Rows [start, start + BlockRows) of the chunk that begins at row `first`.
    void block(int64_t first, int64_t start, float* logits, T* grads, const Packed& gradients) {
        const int64_t count = std::min(BlockRows, gradients.contraction - start), row = first + start, stride = padded(vocab);
        product<T>(Left::rows(pointer<T>(x) + row * dim, dim), count, forward.panel(0, 0), units<T>(dim), vocab, {logits, vocab});
        for (int64_t r = 0; r < count; r++) {
            const int64_t target = pointer<int64_t>(targets)[row + r];
            const float* mine = logits + r * vocab;
            const bool counted = target != ignore_index;
            const float lse = counted ? log_sum_exp(mine, vocab) : 0;
            losses[row + r] = counted ? lse - mine[target] : 0;
            if (!with_grads) continue;
            if (counted) logit_gradients(mine, vocab, lse, target, grads + r * stride);
            else std::fill(grads + r * stride, grads + r * stride + vocab, T(0));
            std::fill(grads + r * stride + vocab, grads + (r + 1) * stride, T(0));
        }
        if (!with_grads) return;
        auto to = (uint32_t*)gradients.storage.data_ptr();
        const int64_t chunk_units = units<T>(gradients.contraction);
        for (int64_t c = 0; c < vocab; c += PanelWidth) {
            const int64_t here = std::min(PanelWidth, vocab - c);
            pack_rows<T>(grads + c, stride, count, here, to + c * chunk_units + start / PerUnit<T> * padded(here));
        }
        write_grad_x(row, count, grads, stride, logits);
    }

    // The gradient of x: a sum over the whole vocabulary, in stretches that stay in the cache.
    void write_grad_x(int64_t row, int64_t count, const T* grads, int64_t stride, float* sums) {
        const int64_t vocab_units = units<T>(vocab);
        Block<float> total(BlockRows * dim);
        for (int64_t u = 0; u < vocab_units; u += TaskUnits)
            for (int64_t c = 0; c < dim; c += PanelWidth) {
                const int64_t here = std::min(PanelWidth, dim - c);
                panel_product<T>(Left::rows(grads, stride).from(0, u), count, backward.panel(c, vocab_units) + u * padded(here),
                                 std::min(TaskUnits, vocab_units - u), here, {total + c, dim, false, u > 0});
            }
        T* to = pointer<T>(grad_x) + row * dim;
        for (int64_t i = 0; i < count * dim; i += Width) store(to + i, load(total + i, count * dim - i), count * dim - i);
    }
};

struct CrossEntropy : Function<CrossEntropy> {
    static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& weight, const Tensor& targets, int64_t ignore_index,
                          bool with_grads) {
        Tensor in = x.contiguous(), w = weight.contiguous(), wanted = targets.contiguous();
        double loss = 0;
        for_type(x, [&](auto* type) {
            using T = std::remove_pointer_t<decltype(type)>;
            if constexpr (HasBFloat16Dot || std::is_same_v<T, float>) {
                LinearCrossEntropy<T> kernel(in, w, wanted, ignore_index, with_grads);
                loss = kernel.run();
                if (with_grads) context->save_for_backward({kernel.grad_x, kernel.grad_weight});
            }
        });
        return at::scalar_tensor(loss, at::kFloat);
    }

    static variable_list backward(AutogradContext* context, variable_list grads) {
        refuse_second_derivative("linear_cross_entropy");
        auto saved = context->get_saved_variables();
        const double scale = grads[0].item().toDouble();
        return {saved[0] * scale, saved[1] * scale, Tensor(), Tensor(), Tensor()};
    }
};

Tensor linear_cross_entropy(const Tensor& x, const Tensor& weight, const Tensor& targets, int64_t ignore_index) {
    check_activation("linear_cross_entropy", "x", x);
    check_float("linear_cross_entropy", "weight", weight);
    TORCH_CHECK(x.dim() == 2 && weight.dim() == 2 && x.size(1) == weight.size(1) && weight.size(0) > 0,
                "linear_cross_entropy: x must be [tokens, dim] and weight [vocab, dim], not ", x.sizes(), " and ", weight.sizes());
    TORCH_CHECK(targets.scalar_type() == at::kLong && targets.dim() == 1 && targets.size(0) == x.size(0),
                "linear_cross_entropy: x ", x.sizes(), " takes as many int64 targets, not ", targets.scalar_type(), " ", targets.sizes());
    const Tensor wanted = targets.contiguous();
    for (int64_t i = 0; i < wanted.numel(); i++) {
        const int64_t target = pointer<int64_t>(wanted)[i];
        TORCH_CHECK(target == ignore_index || (target >= 0 && target < weight.size(0)), "linear_cross_entropy: target ", target,
                    " at position ", i, " is outside the vocabulary of ", weight.size(0));
    }
    const bool with_grads = at::GradMode::is_enabled() && (x.requires_grad() || weight.requires_grad());
    if (x.scalar_type() == at::kBFloat16 && (!HasBFloat16Dot || x.size(1) % 2 != 0))
        return CrossEntropy::apply(x.to(at::kFloat), weight, wanted, ignore_index, with_grads);
    return CrossEntropy::apply(x, weight, wanted, ignore_index, with_grads);
}

} // namespace

TORCH_LIBRARY_FRAGMENT(pipelines, library) {
    library.def("linear_cross_entropy(Tensor x, Tensor weight, Tensor targets, int ignore_index=-100) -> Tensor");
}
TORCH_LIBRARY_IMPL(pipelines, CompositeImplicitAutograd, library) { library.impl("linear_cross_entropy", linear_cross_entropy); }

} // namespace pipelines
