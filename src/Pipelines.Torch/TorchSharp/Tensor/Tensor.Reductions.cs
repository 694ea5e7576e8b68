using static Pipelines.Torch.Aten;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor sum(ScalarType? type = null) => aten("sum", this, type);
        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => aten("sum.dim_IntList", this, dim, keepdim, type);
        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) => sum(dim.ToArray(), keepdim, type);
        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => aten("sum.dim_IntList", this, dim, keepdim, type);
        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) => sum([dim0, dim1], keepdim, type);
        public Tensor sum(long dim0, long dim1, long dim2, bool keepdim = false, ScalarType? type = null) =>
            sum([dim0, dim1, dim2], keepdim, type);
        public Tensor mean() => aten("mean", this);
        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) =>
            aten("mean.dim", this, dimensions, keepdim, type);
        public Tensor prod(ScalarType? type = null) => aten("prod", this, type);
        public Tensor prod(long dim, bool keepdim = false, ScalarType? type = null) => aten("prod.dim_int", this, dim, keepdim, type);
        public Tensor nansum() => aten("nansum", this);
        public Tensor nanmean(int? dim = null, bool keepdim = false, ScalarType? dtype = null) => dim is { } d
            ? aten("nanmean", this, new long[] { d }, keepdim, dtype)
            : aten("nanmean", this, Pipelines.Torch.Arg.None, keepdim, dtype);

        public Tensor std(bool unbiased = true) => aten("std", this, unbiased);
        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            As(aten("std.dim", this, dimensions, unbiased, keepdim), type);
        public Tensor std(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std(dimensions.ToArray(), unbiased, keepdim, type);
        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            As(aten("std.dim", this, dim, unbiased, keepdim), type);
        public Tensor var(bool unbiased = true) => aten("var", this, unbiased);
        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            As(aten("var.dim", this, dimensions, unbiased, keepdim), type);
        public Tensor var(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var(dimensions.ToArray(), unbiased, keepdim, type);
        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            As(aten("var.dim", this, dim, unbiased, keepdim), type);
        public (Tensor std, Tensor mean) std_mean(bool unbiased = true) => pair("std_mean", this, unbiased);
        public (Tensor @var, Tensor mean) var_mean(bool unbiased = true) => pair("var_mean", this, unbiased);

        public Tensor max() => aten("max", this);
        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => pair("max.dim", this, dim, keepdim);
        public Tensor min() => aten("min", this);
        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) => pair("min.dim", this, dim, keepdim);
        public Tensor amax(params long[] dims) => aten("amax", this, dims);
        public Tensor amax(long[] dims, bool keepdim = false, Tensor? @out = null) =>
            @out is null ? aten("amax", this, dims, keepdim) : aten("amax.out", this, dims, keepdim, @out);
        public Tensor amax(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) => amax(dims.ToArray(), keepdim, @out);
        public Tensor amin(params long[] dims) => aten("amin", this, dims);
        public Tensor amin(long[] dims, bool keepdim = false, Tensor? @out = null) =>
            @out is null ? aten("amin", this, dims, keepdim) : aten("amin.out", this, dims, keepdim, @out);
        public Tensor amin(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) => amin(dims.ToArray(), keepdim, @out);
        public (Tensor min, Tensor max) aminmax(long? dim = null, bool keepdim = false) => pair("aminmax", this, dim, keepdim);
        public Tensor argmax() => aten("argmax", this);
        public Tensor argmax(long dim, bool keepdim = false) => aten("argmax", this, dim, keepdim);
        public Tensor argmin() => aten("argmin", this);
        public Tensor argmin(long dim, bool keepdim = false) => aten("argmin", this, dim, keepdim);
        public Tensor median() => aten("median", this);
        public (Tensor values, Tensor indices) mode(long dim = -1L, bool keepdim = false) => pair("mode", this, dim, keepdim);
        public Tensor quantile(Tensor q, long dim = -1, bool keepdim = false) => aten("quantile", this, q, dim, keepdim);
        public Tensor all() => aten("all", this);
        public Tensor all(long dim, bool keepdim = false) => aten("all.dim", this, dim, keepdim);
        public Tensor any() => aten("any", this);
        public Tensor any(long dim, bool keepdim = false) => aten("any.dim", this, dim, keepdim);
        public Tensor count_nonzero(long[]? dims = null) =>
            dims is null ? aten("count_nonzero", this) : aten("count_nonzero.dim_IntList", this, dims);

        public Tensor logsumexp(long dim, bool keepdim = false) => aten("logsumexp", this, dim, keepdim);
        public Tensor logcumsumexp(long dim) => aten("logcumsumexp", this, dim);
        public Tensor cumsum(long dim, ScalarType? type = null) => aten("cumsum", this, dim, type);
        public Tensor cumprod(long dim, ScalarType? type = null) => aten("cumprod", this, dim, type);
        public (Tensor values, Tensor indexes) cummax(long dim) => pair("cummax", this, dim);
        public (Tensor values, Tensor indexes) cummin(long dim) => pair("cummin", this, dim);

        public Tensor norm(float p = 2.0f) => aten("norm.Scalar", this, p);
        public Tensor norm(int dim, bool keepdim = false, float p = 2.0f) => aten("norm.ScalarOpt_dim", this, p, dim, keepdim);
        public Tensor dist(Tensor other, float p = 2.0f) => aten("dist", this, other, p);
        public Tensor renorm(float p, long dim, float maxnorm) => aten("renorm", this, p, dim, maxnorm);

        public Tensor bincount(Tensor? weights, long minlength = 0) => aten("bincount", this, weights, minlength);
        public Tensor histc(long bins = 100, long min = 0, long max = 0) => aten("histc", this, bins, min, max);
        public (Tensor output, Tensor? inverse_indices, Tensor? counts) unique(
            bool sorted = true, bool return_inverse = false, bool return_counts = false, int? dim = null) =>
            Wanted(
                dim is { } d
                    ? triple("unique_dim", this, d, sorted, return_inverse, return_counts)
                    : triple("_unique2", this, sorted, return_inverse, return_counts),
                return_inverse, return_counts);
        public (Tensor output, Tensor? inverse_indices, Tensor? counts) unique_consecutive(
            bool return_inverse = false, bool return_counts = false, int? dim = null) =>
            Wanted(triple("unique_consecutive", this, return_inverse, return_counts, (long?)dim), return_inverse, return_counts);

        private static (Tensor, Tensor?, Tensor?) Wanted((Tensor, Tensor, Tensor) found, bool second, bool third)
        {
            if (!second) found.Item2.Dispose();
            if (!third) found.Item3.Dispose();
            return (found.Item1, second ? found.Item2 : null, third ? found.Item3 : null);
        }

        private static Tensor As(Tensor result, ScalarType? type) =>
            type is { } wanted && wanted != result.dtype ? result.to_type(wanted, disposeAfter: true) : result;
    }
}
