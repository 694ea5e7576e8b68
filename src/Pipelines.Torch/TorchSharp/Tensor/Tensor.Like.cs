using static Pipelines.Torch.Aten;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor zeros_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Like("zeros_like", dtype, device, requires_grad);
        public Tensor ones_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Like("ones_like", dtype, device, requires_grad);
        public Tensor empty_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Like("empty_like", dtype, device, requires_grad);
        public Tensor rand_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Like("rand_like", dtype, device, requires_grad);
        public Tensor randn_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Like("randn_like", dtype, device, requires_grad);
        public Tensor full_like(Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Tracked(aten("full_like", this, value, dtype, Pipelines.Torch.Arg.None, device), requires_grad);
        public Tensor randint_like(long low, long high, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Tracked(aten("randint_like.low_dtype", this, low, high, dtype, Pipelines.Torch.Arg.None, device), requires_grad);

        public Tensor new_zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Tracked(aten("new_zeros", this, size, dtype, Pipelines.Torch.Arg.None, device), requires_grad);
        public Tensor new_ones(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            NewOnes([size], dtype, device, requires_grad);
        public Tensor new_ones(
            long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            NewOnes([rows, columns], dtype, device, requires_grad);
        public Tensor new_ones(
            long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            NewOnes([dim0, dim1, dim2], dtype, device, requires_grad);
        public Tensor new_empty(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Tracked(aten("new_empty", this, size, dtype, Pipelines.Torch.Arg.None, device), requires_grad);
        public Tensor new_full(long[] size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Tracked(aten("new_full", this, size, value, dtype, Pipelines.Torch.Arg.None, device), requires_grad);

        private Tensor NewOnes(long[] size, ScalarType? dtype, Device? device, bool requiresGrad) =>
            Tracked(aten("new_ones", this, size, dtype, Pipelines.Torch.Arg.None, device), requiresGrad);

        private Tensor Like(string op, ScalarType? dtype, Device? device, bool requiresGrad) =>
            Tracked(aten(op, this, dtype, Pipelines.Torch.Arg.None, device), requiresGrad);

        private static Tensor Tracked(Tensor made, bool requiresGrad) => requiresGrad ? made.requires_grad_() : made;
    }
}
