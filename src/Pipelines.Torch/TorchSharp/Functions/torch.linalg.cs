using static Pipelines.Torch.Aten;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Linear algebra.</summary>
    public static class linalg
    {
        /// <summary>L of A = L · Lᵀ, lower triangular, for a symmetric positive-definite A.</summary>
        /// <exception cref="System.Runtime.InteropServices.ExternalException">A is not positive-definite</exception>
        public static Tensor cholesky(Tensor input) => aten("linalg_cholesky", input, false);

        /// <summary>X of A · X = B, or of X · A = B where not <paramref name="left"/>, for a triangular A.</summary>
        public static Tensor solve_triangular(
            Tensor A, Tensor B, bool upper, bool left = true, bool unitriangular = false, Tensor? @out = null)
        {
            if (@out is null) return aten("linalg_solve_triangular", A, B, upper, left, unitriangular);
            aten("linalg_solve_triangular.out", A, B, upper, left, unitriangular, @out).Dispose();
            return @out;
        }
    }
}
