using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// A matrix of a trained model in fewer bits, which stays so in memory: layers multiply by it as it is, and it learns nothing. Whoever
/// puts it into a layer keeps ownership of what lies behind it.
/// </summary>
public abstract class PackedWeight
{
    /// <param name="rows">rows of the matrix</param>
    /// <param name="columns">columns of the matrix</param>
    protected PackedWeight(long rows, long columns) => (Rows, Columns) = (rows, columns);

    /// <summary>Rows of the matrix: the width of a product, or the size of a vocabulary.</summary>
    public long Rows { get; }

    /// <summary>Columns of the matrix: the width of what is multiplied.</summary>
    public long Columns { get; }

    /// <summary>Bytes that it takes.</summary>
    public abstract long Bytes { get; }

    /// <summary>x · Wᵀ.</summary>
    /// <param name="x">[…, columns], float32 or bfloat16, on the CPU</param>
    /// <returns>[…, rows], in x's type, without gradient</returns>
    public abstract Tensor Product(Tensor x);

    /// <summary>Chosen rows of the matrix.</summary>
    /// <param name="ids">[…], int64, each below <see cref="Rows"/></param>
    /// <returns>[…, columns], float32</returns>
    public abstract Tensor Take(Tensor ids);

    /// <summary>The matrix, [rows, columns], float32: a tensor of its own.</summary>
    public abstract Tensor Decode();
}
