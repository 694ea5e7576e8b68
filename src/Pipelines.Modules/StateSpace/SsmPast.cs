using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>The sequences that a state-space layer reads in a pass, each with its state where it has one.</summary>
internal abstract class SsmPast
{
    /// <summary>Those of <paramref name="pass"/>.</summary>
    /// <param name="mixer">the layer, whose states are read and written</param>
    /// <param name="pass">the pass</param>
    /// <param name="x">the layer's input, [batch, time, dim]</param>
    /// <param name="window">inputs that its convolution looks back on, of one sequence: [width − 1, channels]</param>
    /// <param name="hidden">its recurrence, of one sequence: [inner, N] or [heads, head_dim, N]</param>
    public static SsmPast Of(nn.Module mixer, Pass pass, Tensor x, long[] window, long[] hidden)
    {
        var (batch, type, device) = (x.shape[0], x.dtype, x.device);
        if (pass.Row is { } row)
            return new SlottedPast(row, row.Of(mixer, _ => new SsmSlots(
                new Arena(window, type, device), new Arena(hidden, ScalarType.Float32, device))));
        return new BatchedPast(pass.State?.Of(mixer, () => new SsmState([batch, .. window], [batch, .. hidden], type, device)));
    }

    /// <summary>Reads the sequences: all at once where they are rows of a batch, and otherwise as many as are of one length.</summary>
    /// <param name="read">from parts of the inputs and their state, which it may change, to a part of the result</param>
    /// <param name="inputs">[batch, time, …] each</param>
    /// <returns>[batch, time, …]</returns>
    public abstract Tensor Read(Func<Tensor[], SsmState?, Tensor> read, params Tensor[] inputs);

    /// <summary>Keeps the states as they are now.</summary>
    public virtual void Keep()
    {
    }

    private sealed class BatchedPast(SsmState? state) : SsmPast
    {
        public override Tensor Read(Func<Tensor[], SsmState?, Tensor> read, params Tensor[] inputs) => read(inputs, state);
    }
}
