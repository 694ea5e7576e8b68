using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Models;

/// <summary>
/// Queries or keys whose channels turn in pairs (Su et al. 2021): the model pairs channel i of a head with the one half of those that
/// turn further on, the file with its neighbour. Rows of a weight, or elements of a bias, change places within their head.
/// </summary>
/// <param name="Heads">heads</param>
/// <param name="HeadDim">channels of a head</param>
/// <param name="Turning">the first channels of a head, which turn</param>
internal sealed record PairedForm(int Heads, int HeadDim, int Turning) : TensorForm
{
    /// <inheritdoc/>
    public override Tensor ToFile(Tensor parameter) => Taken(parameter, OfFile());

    /// <inheritdoc/>
    public override Tensor ToModel(Tensor values, long[] shape) => Taken(values, Order);

    /// <inheritdoc/>
    public override IReadOnlyList<long> ShapeOf(IReadOnlyList<long> shape) => shape;

    /// <inheritdoc/>
    public override bool IsMatrix => true;

    /// <inheritdoc/>
    public override int[] Order
    {
        get
        {
            var ofFile = OfFile();
            var rows = new int[ofFile.Length];
            for (var row = 0; row < rows.Length; row++) rows[ofFile[row]] = row;
            return rows;
        }
    }

    /// <summary>For each row of the file's matrix, the row of the model's.</summary>
    private int[] OfFile()
    {
        var rows = new int[Heads * HeadDim];
        for (var row = 0; row < rows.Length; row++)
        {
            var (head, channel) = (row / HeadDim, row % HeadDim);
            var pair = channel / 2 + channel % 2 * (Turning / 2);
            rows[row] = head * HeadDim + (channel < Turning ? pair : channel);
        }
        return rows;
    }

    private static Tensor Taken(Tensor from, int[] rows)
    {
        using var order = torch.tensor(rows, dtype: ScalarType.Int64, device: from.device);
        return from.index_select(0, order);
    }
}
