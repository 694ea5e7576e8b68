using Pipelines.Modules;
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
    public override Tensor ToModel(Tensor values, long[] shape) => Taken(values, OfModel());

    /// <inheritdoc/>
    public override IReadOnlyList<long> ShapeOf(IReadOnlyList<long> shape) => shape;

    /// <inheritdoc/>
    public override PackedWeight ToModel(PackedWeight matrix) => new ReorderedWeight(matrix, OfModel());

    /// <summary>For each row of the file, the model's.</summary>
    private long[] OfFile()
    {
        var rows = new long[Heads * HeadDim];
        for (var row = 0; row < rows.Length; row++)
        {
            var (head, channel) = (row / HeadDim, row % HeadDim);
            var pair = channel / 2 + channel % 2 * (Turning / 2);
            rows[row] = head * HeadDim + (channel < Turning ? pair : channel);
        }
        return rows;
    }

    /// <summary>For each row of the model, the file's.</summary>
    private long[] OfModel()
    {
        var ofFile = OfFile();
        var rows = new long[ofFile.Length];
        for (var row = 0; row < rows.Length; row++) rows[ofFile[row]] = row;
        return rows;
    }

    private static Tensor Taken(Tensor from, long[] rows)
    {
        using var order = torch.tensor(rows, device: from.device);
        return from.index_select(0, order);
    }
}
