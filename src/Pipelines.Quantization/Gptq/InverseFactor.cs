using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Quantization;

/// <summary>
/// The factor that GPTQ goes by: upper triangular F with H⁻¹ = Fᵀ · F (Frantar et al., arXiv:2210.17323, section 3.3). Row i of F over its
/// diagonal says what columns after i make up for an error of column i, when those before it are fixed.
/// </summary>
internal static class InverseFactor
{
    /// <summary>
    /// With columns in reverse, H = L · Lᵀ reads H = U · Uᵀ for an upper triangular U, and F = U⁻¹: one factorization and no inverse of H.
    /// </summary>
    /// <param name="hessian">H, [in, in], float64, symmetric</param>
    /// <param name="damping">the share of the mean of H's diagonal that is added to it</param>
    /// <returns>[in, in], float32, contiguous</returns>
    /// <exception cref="InvalidOperationException">H is not positive-definite even so</exception>
    public static Tensor Of(Tensor hessian, double damping)
    {
        using var scope = torch.NewDisposeScope();
        var mean = hessian.diagonal().mean().item<double>();
        var identity = torch.eye(hessian.shape[0], dtype: ScalarType.Float64);
        var damped = hessian + (identity * (damping * mean));
        try
        {
            var upper = torch.linalg.cholesky(damped.flip(0, 1)).flip(0, 1);
            var factor = torch.linalg.solve_triangular(upper, identity, upper: true).to_type(ScalarType.Float32);
            return factor.contiguous().MoveToOuterDisposeScope();
        }
        catch (ExternalException)
        {
            throw new InvalidOperationException(
                $"what calibration saw does not tell the {hessian.shape[0]} columns apart, and a damping of {damping} is too little: "
                + "raise it (0.01 is common), or calibrate with more text");
        }
    }
}
