using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests.Packed;

/// <summary>A packed weight that keeps all its bits: layers must compute with it what they compute with their parameter.</summary>
internal sealed class PlainMatrix(Tensor matrix) : PackedWeight(matrix.shape[0], matrix.shape[1]), IDisposable
{
    public override long Bytes => 4 * Rows * Columns;

    /// <summary>Whether a layer has computed with it.</summary>
    public bool IsUsed { get; private set; }

    public override Tensor Product(Tensor x)
    {
        IsUsed = true;
        using var turned = matrix.to_type(x.dtype).t();
        return torch.matmul(x.detach(), turned);
    }

    public override Tensor Take(Tensor ids)
    {
        IsUsed = true;
        using var flat = ids.flatten();
        using var rows = matrix.index_select(0, flat);
        return rows.view([.. ids.shape, Columns]);
    }

    public override Tensor Decode() => matrix.clone();

    public void Dispose() => matrix.Dispose();
}
