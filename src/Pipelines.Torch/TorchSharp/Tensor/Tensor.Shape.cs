using static Pipelines.Torch.Aten;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor view(params long[] shape) => aten("view", this, shape);
        public Tensor view_as(Tensor other) => aten("view_as", this, other);
        public Tensor reshape(params long[] shape) => aten("reshape", this, shape);
        public Tensor flatten(long start_dim = 0, long end_dim = -1) => aten("flatten.using_ints", this, start_dim, end_dim);
        public Tensor unflatten(long dim, params long[] sizes)
        {
            var sized = shape;
            var at = (int)Wrapped(dim, sized.Length);
            return view([.. sized[..at], .. sizes, .. sized[(at + 1)..]]);
        }
        public Tensor unflatten(long dim, Size sizes) => unflatten(dim, sizes.Shape);
        public Tensor ravel() => aten("ravel", this);
        public Tensor squeeze(long? dim = null) => dim is { } d ? aten("squeeze.dim", this, d) : aten("squeeze", this);
        public Tensor squeeze_(long? dim = null) => dim is { } d ? inplace("squeeze_.dim", this, d) : inplace("squeeze_", this);
        public Tensor unsqueeze(long dim) => aten("unsqueeze", this, dim);
        public Tensor unsqueeze_(long dim) => inplace("unsqueeze_", this, dim);
        public Tensor transpose(long dim0, long dim1) => aten("transpose.int", this, dim0, dim1);
        public Tensor transpose_(long dim0, long dim1) => inplace("transpose_", this, dim0, dim1);
        public Tensor swapdims(long dim0, long dim1) => transpose(dim0, dim1);
        public Tensor swapaxes(long dim0, long dim1) => transpose(dim0, dim1);
        public Tensor t() => aten("t", this);
        public Tensor T => aten("numpy_T", this);
        public Tensor mT => transpose(-2, -1);
        public Tensor H => aten("matrix_H", this);
        public Tensor permute(params long[] permutation) => aten("permute", this, permutation);
        public Tensor permute(IEnumerable<long> permutation) => permute(permutation.ToArray());
        public Tensor movedim(long[] source, long[] destination) => aten("movedim.intlist", this, source, destination);
        public Tensor moveaxis(long[] source, long[] destination) => movedim(source, destination);
        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0L) =>
            aten("as_strided", this, size, strides, storageOffset);

        public Tensor expand(params long[] sizes) => aten("expand", this, sizes);
        public Tensor expand(long[] sizes, bool isImplicit = false) => aten("expand", this, sizes, isImplicit);
        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false) => expand(sizes.ToArray(), isImplicit);
        public Tensor expand(Size sizes, bool isImplicit = false) => expand(sizes.Shape, isImplicit);
        public Tensor expand_as(Tensor other) => expand(other.shape);
        public Tensor broadcast_to(params long[] shape) => aten("broadcast_to", this, shape);
        public Tensor repeat(params long[] sizes) => aten("repeat", this, sizes);
        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) =>
            aten("repeat_interleave.self_int", this, repeats, dim, output_size);
        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null) =>
            aten("repeat_interleave.self_Tensor", this, repeats, dim, output_size);
        public Tensor tile(long[] reps) => aten("tile", this, reps);

        public Tensor[] split(long size, int dim = 0) => many("split.Tensor", this, size, dim);
        public Tensor[] split(long[] sizes, long dim = 0) => many("split_with_sizes", this, sizes, dim);
        public Tensor[] split(ReadOnlySpan<long> sizes, long dim = 0) => split(sizes.ToArray(), dim);
        public Tensor[] split(params long[] sizes) => split(sizes, 0L);
        public Tensor[] tensor_split(long size, long dim = 0L) => many("tensor_split.sections", this, size, dim);
        public Tensor[] tensor_split(long[] sizes, long dim = 0L) => many("tensor_split.indices", this, sizes, dim);
        public Tensor[] chunk(long chunks, long dim = 0L) => many("chunk", this, chunks, dim);
        public Tensor[] unbind(long dimension = 0L) => many("unbind.int", this, dimension);
        public Tensor unfold(long dimension, long size, long step) => aten("unfold", this, dimension, size, step);

        public Tensor flip(params long[] dims) => aten("flip", this, dims);
        public Tensor fliplr() => aten("fliplr", this);
        public Tensor flipud() => aten("flipud", this);
        public Tensor roll(long shifts, long? dims = null) => dims is { } d ? roll([shifts], [d]) : roll([shifts], []);
        public Tensor roll(long[] shifts, long[] dims) => aten("roll", this, shifts, dims);
        public Tensor roll(long[] shifts) => roll(shifts, [0]);
        public Tensor roll((long, long) shifts, (long, long) dims) => roll([shifts.Item1, shifts.Item2], [dims.Item1, dims.Item2]);
        public Tensor rot90(long k = 1, (long, long)? dims = null) => aten("rot90", this, k, new[] { dims?.Item1 ?? 0, dims?.Item2 ?? 1 });

        public Tensor tril(long diagonal = 0) => aten("tril", this, diagonal);
        public Tensor tril_(long diagonal = 0) => inplace("tril_", this, diagonal);
        public Tensor triu(long diagonal = 0) => aten("triu", this, diagonal);
        public Tensor triu_(long diagonal = 0) => inplace("triu_", this, diagonal);
        public Tensor diag(long diagonal = 0) => aten("diag", this, diagonal);
        public Tensor diag_embed(long offset = 0L, long dim1 = -2L, long dim2 = -1L) => aten("diag_embed", this, offset, dim1, dim2);
        public Tensor diagflat(long offset = 0) => aten("diagflat", this, offset);
        public Tensor diagonal(long offset = 0L, long dim1 = 0L, long dim2 = 1L) => aten("diagonal", this, offset, dim1, dim2);
        public Tensor diff(long n = 1, long dim = -1, Tensor? prepend = null, Tensor? append = null) =>
            aten("diff", this, n, dim, prepend, append);
        public Tensor atleast_1d() => aten("atleast_1d", this);
        public Tensor atleast_2d() => aten("atleast_2d", this);
        public Tensor atleast_3d() => aten("atleast_3d", this);
    }
}
