using Pipelines.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// Turns pairs of channels by angles that grow with the position (Su et al. 2021). Of the channels that turn, channel i pairs
/// with the one half of them further on, or, interleaved, with its neighbour; channels behind those stay as they are. One
/// instance serves all layers of a model.
/// </summary>
public sealed class RotaryEmbedding : SequenceLayer
{
    private readonly RopeFrequencies frequencies;
    private readonly int context;
    private readonly bool interleaved;
    private readonly Lock growing = new();
    private Tensor? cosTable, sinTable;                  // [positions so far, pairs]

    /// <summary>Every channel of a head turns, with the wavelengths of <see cref="RopeFrequencies.Default"/>.</summary>
    /// <param name="headDim">channels of a head, even</param>
    /// <param name="context">most positions</param>
    /// <param name="theta">base of the wavelengths</param>
    public RotaryEmbedding(int headDim, int context, double theta)
        : this(RopeFrequencies.Default(headDim, theta), context)
    {
    }

    /// <summary>The first channels of a head turn, two for each frequency.</summary>
    /// <param name="frequencies">how fast each pair turns</param>
    /// <param name="context">most positions</param>
    /// <param name="interleaved">
    /// whether neighbours pair, as in DeepSeek's checkpoints; the result then has the first of every pair before all the second
    /// ones, which queries and keys share, so that their products are those of pairs in place
    /// </param>
    public RotaryEmbedding(RopeFrequencies frequencies, int context, bool interleaved = false)
        : base(nameof(RotaryEmbedding)) => (this.frequencies, this.context, this.interleaved) = (frequencies, context, interleaved);

    private int Pairs => frequencies.Values.Length;

    /// <inheritdoc/>
    protected override bool ReadsRows => true;

    /// <param name="x">queries or keys, [batch, time, heads, head_dim]</param>
    /// <param name="pass">how many tokens came before</param>
    /// <returns>x turned by its positions, [batch, time, heads, head_dim]</returns>
    public override Tensor forward(Tensor x, Pass pass)
    {
        var (cos, sin) = pass.Row is { } row ? Rows(row) : Rows(pass.Past, x.shape[1], x.device);
        return Turned(x, cos, sin).Freeing(cos, sin);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) Forget();
        base.Dispose(disposing);
    }

    private Tensor Turned(Tensor x, Tensor cos, Tensor sin)
    {
        if (x.shape[3] == 2 * Pairs) return Paired(x, cos, sin);
        using var first = x.narrow(3, 0, 2 * Pairs);
        using var turned = Paired(first, cos, sin);
        using var rest = x.narrow(3, 2 * Pairs, x.shape[3] - 2 * Pairs);
        return torch.cat([turned, rest], 3);
    }

    private Tensor Paired(Tensor x, Tensor cos, Tensor sin)
    {
        if (!interleaved) return Fused.rope(x, cos, sin);
        using var pairs = x.unflatten(3, Pairs, 2);        // […, pairs, 2]
        using var halves = pairs.transpose(3, 4);          // […, 2, pairs]
        using var apart = halves.flatten(3);               // […, 2 · pairs]
        return Fused.rope(apart, cos, sin);
    }

    /// <summary>Cosines and sines of the positions past … past + time − 1, [time, pairs] each.</summary>
    private (Tensor Cos, Tensor Sin) Rows(int past, long time, Device device)
    {
        // A model is read by several threads at once where it both writes and embeds.
        lock (growing)
        {
            Extend(past + time, device);
            return (cosTable!.narrow(0, past, time), sinTable!.narrow(0, past, time));
        }
    }

    /// <summary>Those of a row's tokens, [tokens, pairs] each: the same for every layer of a pass.</summary>
    private (Tensor Cos, Tensor Sin) Rows(PagedRow row)
    {
        var (cos, sin) = row.Shared(this, () =>
        {
            using var positions = row.Positions.squeeze(0);
            var (allCos, allSin) = Rows(0, row.Pieces.Max(piece => piece.Past + piece.Time), positions.device);
            return (allCos.index_select(0, positions).Freeing(allCos), allSin.index_select(0, positions).Freeing(allSin));
        });
        return (cos.alias(), sin.alias());
    }

    /// <summary>
    /// Makes the tables reach <paramref name="positions"/>, doubling up to the context. Angles are computed in double.
    /// </summary>
    private void Extend(long positions, Device device)
    {
        if (cosTable is not null && cosTable.shape[0] >= positions && Same(cosTable.device, device)) return;
        Forget();
        var length = Math.Max(positions, Math.Min(context, 2 * positions));
        var angles = new double[length * Pairs];
        for (var i = 0; i < angles.Length; i++) angles[i] = i / Pairs * frequencies.Values[i % Pairs];
        cosTable = Table(angles, Math.Cos, device);
        sinTable = Table(angles, Math.Sin, device);
    }

    private Tensor Table(double[] angles, Func<double, double> function, Device device)
    {
        var values = Array.ConvertAll(angles, angle => (float)(frequencies.AttentionFactor * function(angle)));
        return torch.tensor(values, [values.Length / Pairs, Pairs], device: device).DetachFromDisposeScope();
    }

    private void Forget()
    {
        cosTable?.Dispose();
        sinTable?.Dispose();
        cosTable = sinTable = null;
    }

    private static bool Same(Device a, Device b) => a.type == b.type && a.index == b.index;
}
