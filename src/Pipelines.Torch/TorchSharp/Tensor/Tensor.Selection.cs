using static Pipelines.Torch.Aten;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor select(long dim, long index) => aten("select.int", this, dim, index);
        public Tensor narrow(long dim, long start, long length) => aten("narrow", this, dim, start, length);
        public Tensor slice(long dim, long start, long finish, long step) => aten("slice.Tensor", this, dim, start, finish, step);
        public Tensor take(Tensor index) => aten("take", this, index);
        public Tensor take_along_dim(Tensor indices) => aten("take_along_dim", this, indices);
        public Tensor take_along_dim(Tensor indices, long dim) => aten("take_along_dim", this, indices, dim);
        public Tensor gather(long dim, Tensor index) => aten("gather", this, dim, index);
        public Tensor where(Tensor condition, Tensor y) => aten("where.self", condition, this, y);
        public Tensor nonzero() => aten("nonzero", this);
        public IList<Tensor> nonzero_as_list() => many("nonzero_numpy", this);
        public Tensor argwhere() => aten("argwhere", this);

        public Tensor masked_fill(Tensor mask, Scalar value) => aten("masked_fill.Scalar", this, mask, value);
        public Tensor masked_fill_(Tensor mask, Scalar value) => inplace("masked_fill_.Scalar", this, mask, value);
        public Tensor masked_scatter(Tensor mask, Tensor value) => aten("masked_scatter", this, mask, value);
        public Tensor masked_scatter_(Tensor mask, Tensor value) => inplace("masked_scatter_", this, mask, value);
        public Tensor masked_select(Tensor mask) => aten("masked_select", this, mask);

        public Tensor index_select(long dim, Tensor index) => aten("index_select", this, dim, index);
        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha) => aten("index_add", this, dim, index, source, alpha);
        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) =>
            inplace("index_add_", this, dim, index, source, alpha);
        public Tensor index_copy(long dim, Tensor index, Tensor source) => aten("index_copy", this, dim, index, source);
        public Tensor index_copy_(long dim, Tensor index, Tensor source) => inplace("index_copy_", this, dim, index, source);
        public Tensor index_fill(long dim, Tensor index, Scalar value) => aten("index_fill.int_Scalar", this, dim, index, value);
        public Tensor index_fill_(long dim, Tensor index, Scalar value) => inplace("index_fill_.int_Scalar", this, dim, index, value);

        public Tensor scatter(long dim, Tensor index, Tensor src) => aten("scatter.src", this, dim, index, src);
        public Tensor scatter_(long dim, Tensor index, Tensor src) => inplace("scatter_.src", this, dim, index, src);
        public Tensor scatter_add(long dim, Tensor index, Tensor src) => aten("scatter_add", this, dim, index, src);
        public Tensor scatter_add_(long dim, Tensor index, Tensor src) => inplace("scatter_add_", this, dim, index, src);
        public Tensor diagonal_scatter(Tensor src, long offset = 0L, long dim1 = 0L, long dim2 = 1L) =>
            aten("diagonal_scatter", this, src, offset, dim1, dim2);
        public Tensor select_scatter(Tensor src, long dim, long index) => aten("select_scatter", this, src, dim, index);
        public Tensor slice_scatter(Tensor src, long dim = 0L, long? start = null, long? end = null, long step = 1L) =>
            aten("slice_scatter", this, src, dim, start, end, step);
    }
}
