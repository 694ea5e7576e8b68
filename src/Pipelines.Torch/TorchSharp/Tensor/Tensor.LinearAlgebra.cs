using static Pipelines.Torch.Aten;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor matmul(Tensor target) => aten("matmul", this, target);
        public Tensor mm(Tensor target) => aten("mm", this, target);
        public Tensor bmm(Tensor batch2) => aten("bmm", this, batch2);
        public Tensor mv(Tensor target) => aten("mv", this, target);
        public Tensor dot(Tensor target) => aten("dot", this, target);
        public Tensor vdot(Tensor target) => aten("vdot", this, target);
        public Tensor outer(Tensor vec2) => aten("outer", this, vec2);
        public Tensor ger(Tensor vec2) => outer(vec2);
        public Tensor inner(Tensor vec2) => aten("inner", this, vec2);
        public Tensor kron(Tensor other) => aten("kron", this, other);
        /// <summary>beta · this + alpha · mat1 · mat2</summary>
        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) => aten("addmm", this, mat1, mat2, beta, alpha);
        public Tensor addmm_(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) => inplace("addmm_", this, mat1, mat2, beta, alpha);
        public Tensor addmv(Tensor mat, Tensor vec, float beta = 1.0f, float alpha = 1.0f) => aten("addmv", this, mat, vec, beta, alpha);
        public Tensor addmv_(Tensor mat, Tensor vec, float beta = 1.0f, float alpha = 1.0f) =>
            inplace("addmv_", this, mat, vec, beta, alpha);
        public Tensor addr(Tensor vec1, Tensor vec2, float beta = 1.0f, float alpha = 1.0f) => aten("addr", this, vec1, vec2, beta, alpha);
        public Tensor addbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
            aten("addbmm", this, batch1, batch2, beta, alpha);
        public Tensor baddbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
            aten("baddbmm", this, batch1, batch2, beta, alpha);
        public Tensor tensordot(Tensor b, long[] dims1, long[] dims2) => aten("tensordot", this, b, dims1, dims2);
        public Tensor matrix_power(int n) => aten("matrix_power", this, n);
        public Tensor matrix_exp() => aten("matrix_exp", this);
        public Tensor det() => aten("det", this);
        public Tensor logdet() => aten("logdet", this);
        public Tensor inverse() => aten("inverse", this);
        public Tensor cholesky(bool upper = false) => aten("cholesky", this, upper);
        public Tensor trace() => aten("trace", this);
    }
}
