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

    /// <summary>x · Wᵀ + bias, for a layer.</summary>
    /// <param name="x">[…, columns], float32 or bfloat16</param>
    /// <param name="bias">[rows], or null</param>
    /// <returns>[…, rows], in x's type</returns>
    /// <exception cref="InvalidOperationException">x awaits a gradient, which does not go through packed weights</exception>
    internal Tensor Product(Tensor x, Tensor? bias)
    {
        if (x.requires_grad && is_grad_enabled())
            throw new InvalidOperationException("no gradient goes through packed weights: train the model that they were made of");
        var product = Product(x);
        if (bias is null) return product;
        using var untracked = no_grad();
        return product.add_(bias);
    }

    /// <summary>Refuses to stand in the place of a matrix of another shape.</summary>
    /// <exception cref="ArgumentException">it is not [rows, columns]</exception>
    internal void RequireShape(long rows, long columns)
    {
        if (Rows != rows || Columns != columns)
            throw new ArgumentException($"a packed weight of [{Rows}, {Columns}] cannot stand for one of [{rows}, {columns}]");
    }

    /// <summary>Why a layer has no parameter to give.</summary>
    internal static InvalidOperationException NoParameter() => new("the weight is packed: it is no parameter");
}
