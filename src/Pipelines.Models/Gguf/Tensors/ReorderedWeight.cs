using Pipelines.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Models;

/// <summary>A packed matrix with its rows in another order: products come out of it in that order, and the matrix stays where it is.</summary>
internal sealed class ReorderedWeight : PackedWeight
{
    private readonly PackedWeight matrix;
    private readonly Tensor order;

    /// <param name="matrix">as it lies in memory</param>
    /// <param name="rows">for each row, the one of <paramref name="matrix"/> that it is</param>
    public ReorderedWeight(PackedWeight matrix, long[] rows)
        : base(matrix.Rows, matrix.Columns)
    {
        this.matrix = matrix;
        order = torch.tensor(rows).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public override long Bytes => matrix.Bytes;

    /// <inheritdoc/>
    public override Tensor Product(Tensor x)
    {
        using var product = matrix.Product(x);
        return product.index_select(-1, order);
    }

    /// <inheritdoc/>
    public override Tensor Take(Tensor ids)
    {
        using var flat = ids.reshape(-1);
        using var rows = order.index_select(0, flat);
        using var shaped = rows.reshape(ids.shape);
        return matrix.Take(shaped);
    }

    /// <inheritdoc/>
    public override Tensor Decode()
    {
        using var decoded = matrix.Decode();
        return decoded.index_select(0, order);
    }
}
