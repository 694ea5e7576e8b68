namespace Pipelines.Cpu;

/// <summary>y = x · Wᵀ + bias, to be computed.</summary>
/// <param name="Matrix">W, and the bias</param>
/// <param name="X">[tokens, columns], one right after another</param>
/// <param name="Y">[tokens, rows]</param>
internal readonly record struct MatrixProduct(Matrix Matrix, Rows X, Rows Y);
