using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Cpu;

/// <summary>
/// The recurrence of Mamba-1 (Gu and Dao, arXiv:2312.00752): for each channel N numbers, h ← e^(Δ·A) · h + Δ · u · B and y = C · h + D · u,
/// token after token.
/// </summary>
internal sealed unsafe class SelectiveScan
{
    private readonly NativeFloats decay;    // A, [N, channels]
    private readonly NativeFloats past;
    private readonly int channels, state;

    /// <param name="logs">log −A, [channels, N]</param>
    /// <param name="past">D, [channels]: what goes past the recurrence</param>
    /// <param name="channels">how many channels</param>
    public SelectiveScan(NativeFloats logs, NativeFloats past, int channels)
    {
        (this.past, this.channels, state) = (past, channels, (int)(logs.Length / channels));
        decay = new NativeFloats(logs.Length);
        for (var channel = 0; channel < channels; channel++)
            for (var n = 0; n < state; n++) decay.First[(long)n * channels + channel] = -MathF.Exp(logs.First[channel * state + n]);
    }

    /// <summary>Numbers that are kept of a sequence, [N, channels].</summary>
    public int Kept => state * channels;

    /// <summary>y of each token; states move past them.</summary>
    /// <param name="pass">the step</param>
    /// <param name="u">[tokens, channels]</param>
    /// <param name="steps">Δ before softplus, [tokens, channels]</param>
    /// <param name="inputs">B, [tokens, N]</param>
    /// <param name="readers">C, [tokens, N]</param>
    /// <param name="y">[tokens, channels]</param>
    /// <param name="slots">hold <see cref="Kept"/> numbers from a place on</param>
    /// <param name="place">that place</param>
    public void Apply(CpuPass pass, Rows u, Rows steps, Rows inputs, Rows readers, Rows y, Slots slots, int place)
    {
        var groups = (channels + Lanes.Count - 1) / Lanes.Count;
        var each = (long)pass.Batch.Rows * (state + 2) * 4 * Lanes.Count / pass.Batch.Pieces.Length;
        pass.Each(
            pass.Batch.Pieces.Length * groups, each, new Groups(this, pass.Batch, u, steps, inputs, readers, y, slots, place, groups));
    }

    /// <summary>Sixteen channels of a sequence, or as many as are left.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scan(in Piece piece, int channel, Rows u, Rows steps, Rows inputs, Rows readers, Rows y, float* kept)
    {
        var count = Math.Min(Lanes.Count, channels - channel);
        var h = stackalloc Vector512<float>[state];
        var a = stackalloc Vector512<float>[state];
        for (var n = 0; n < state; n++)
        {
            h[n] = Lanes.Load(kept + (long)n * channels + channel, count);
            a[n] = Lanes.Load(decay.First + (long)n * channels + channel, count);
        }
        var d = Lanes.Load(past.First + channel, count);
        for (var row = piece.First; row < piece.First + piece.Count; row++)
        {
            float* b = inputs[row], c = readers[row];
            var value = Lanes.Load(u[row] + channel, count);
            var step = Exponential.Softplus(Lanes.Load(steps[row] + channel, count));
            var entering = step * value;
            var sum = d * value;
            for (var n = 0; n < state; n++)
            {
                h[n] = Vector512.FusedMultiplyAdd(Exponential.Of(step * a[n]), h[n], entering * b[n]);
                sum = Vector512.FusedMultiplyAdd(h[n], Vector512.Create(c[n]), sum);
            }
            Lanes.Store(sum, y[row] + channel, count);
        }
        for (var n = 0; n < state; n++) Lanes.Store(h[n], kept + (long)n * channels + channel, count);
    }

    private readonly struct Groups(
        SelectiveScan scan, Batch batch, Rows u, Rows steps, Rows inputs, Rows readers, Rows y, Slots slots, int place, int groups) : IShare
    {
        public void Do(int part)
        {
            ref readonly var piece = ref batch.Pieces[part / groups];
            scan.Scan(piece, part % groups * Lanes.Count, u, steps, inputs, readers, y, slots[piece.Slot] + place);
        }
    }
}
