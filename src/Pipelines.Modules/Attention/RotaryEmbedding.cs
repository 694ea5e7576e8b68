using Pipelines.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// Turns pairs of channels by angles that grow with the position (Su et al. 2021), in the half-rotation layout: channel i
/// pairs with i + head_dim/2. One instance serves all layers of a model.
/// </summary>
public sealed class RotaryEmbedding : SequenceLayer
{
    private readonly double[] frequencies;
    private readonly double scaling;
    private readonly int context;
    private Tensor? cosTable, sinTable;                  // [positions so far, head_dim / 2]
    private (int Past, long Time, Tensor Cos, Tensor Sin)? rows;

    /// <summary>Wavelengths from 2π to 2π · <paramref name="theta"/>: frequency i is theta^(−2i / head_dim).</summary>
    /// <param name="headDim">channels of a head, even</param>
    /// <param name="context">most positions</param>
    /// <param name="theta">base of the wavelengths</param>
    public RotaryEmbedding(int headDim, int context, double theta)
        : this([.. Enumerable.Range(0, headDim / 2).Select(i => Math.Pow(theta, -2.0 * i / headDim))], context)
    {
    }

    /// <summary>Given frequencies, such as those of an extended context.</summary>
    /// <param name="frequencies">radians per position, one for each pair of channels</param>
    /// <param name="context">most positions</param>
    /// <param name="scaling">factor of every cosine and sine</param>
    public RotaryEmbedding(double[] frequencies, int context, double scaling = 1)
        : base(nameof(RotaryEmbedding))
    {
        this.frequencies = frequencies;
        this.context = context;
        this.scaling = scaling;
    }

    /// <param name="x">queries or keys, [batch, time, heads, head_dim]</param>
    /// <param name="pass">how many tokens came before</param>
    /// <returns>x turned by its positions, [batch, time, heads, head_dim]</returns>
    public override Tensor forward(Tensor x, Pass pass)
    {
        var (cos, sin) = Rows(pass.Past, x.shape[1], x.device);
        return Fused.rope(x, cos, sin);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) Forget();
        base.Dispose(disposing);
    }

    /// <summary>
    /// Cosines and sines of the positions past … past + time − 1, [time, head_dim/2] each: the same for every layer of a pass.
    /// </summary>
    private (Tensor Cos, Tensor Sin) Rows(int past, long time, Device device)
    {
        if (rows is { } last && last.Past == past && last.Time == time && Same(last.Cos.device, device)) return (last.Cos, last.Sin);
        Extend(past + time, device);
        rows?.Cos.Dispose();
        rows?.Sin.Dispose();
        var cos = cosTable!.narrow(0, past, time).DetachFromDisposeScope();
        var sin = sinTable!.narrow(0, past, time).DetachFromDisposeScope();
        rows = (past, time, cos, sin);
        return (cos, sin);
    }

    /// <summary>
    /// Makes the tables reach <paramref name="positions"/>, doubling up to the context. Angles are computed in double.
    /// </summary>
    private void Extend(long positions, Device device)
    {
        if (cosTable is not null && cosTable.shape[0] >= positions && Same(cosTable.device, device)) return;
        Forget();
        var length = Math.Max(positions, Math.Min(context, 2 * positions));
        var angles = new double[length * frequencies.Length];
        for (var i = 0; i < angles.Length; i++) angles[i] = i / frequencies.Length * frequencies[i % frequencies.Length];
        cosTable = Table(angles, Math.Cos, device);
        sinTable = Table(angles, Math.Sin, device);
    }

    private Tensor Table(double[] angles, Func<double, double> function, Device device)
    {
        var values = Array.ConvertAll(angles, angle => (float)(scaling * function(angle)));
        return torch.tensor(values, [values.Length / frequencies.Length, frequencies.Length], device: device).DetachFromDisposeScope();
    }

    private void Forget()
    {
        rows?.Cos.Dispose();
        rows?.Sin.Dispose();
        cosTable?.Dispose();
        sinTable?.Dispose();
        rows = null;
        cosTable = sinTable = null;
    }

    private static bool Same(Device a, Device b) => a.type == b.type && a.index == b.index;
}
