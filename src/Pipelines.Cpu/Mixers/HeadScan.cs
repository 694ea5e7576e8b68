using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Cpu;

/// <summary>
/// The recurrence of Mamba-2 (Dao and Gu, arXiv:2405.21060): for each head head_dim · N numbers that fade by one factor,
/// h ← e^(Δ·A) · h + Δ · B ⊗ u and y = C · h + D · u, token after token.
/// </summary>
internal sealed unsafe class HeadScan
{
    private readonly NativeFloats logs, past, stepBias;
    private readonly int heads, headDim, state, sharing, kept;

    /// <param name="logs">log −A, [heads]</param>
    /// <param name="past">D, [heads]: what goes past the recurrence</param>
    /// <param name="stepBias">of the step sizes, [heads]</param>
    /// <param name="headDim">channels of a head</param>
    /// <param name="state">N</param>
    /// <param name="groups">groups of heads that share B and C</param>
    public HeadScan(NativeFloats logs, NativeFloats past, NativeFloats stepBias, int headDim, int state, int groups)
    {
        (this.logs, this.past, this.stepBias) = (logs, past, stepBias);
        (heads, this.headDim, this.state) = ((int)logs.Length, headDim, state);
        (sharing, kept) = (heads / groups, headDim * state);
    }

    /// <summary>Numbers that are kept of a sequence, [heads, N, head_dim].</summary>
    public int Kept => heads * kept;

    /// <summary>y of each token; states move past them.</summary>
    /// <param name="pass">the step</param>
    /// <param name="mixed">u, [tokens, heads · head_dim], then B, [groups · N], then C, [groups · N]</param>
    /// <param name="steps">Δ before bias and softplus, [tokens, heads]</param>
    /// <param name="y">[tokens, heads · head_dim]</param>
    /// <param name="slots">hold <see cref="Kept"/> numbers from a place on</param>
    /// <param name="place">that place</param>
    public void Apply(CpuPass pass, Rows mixed, Rows steps, Rows y, Slots slots, int place)
    {
        var each = (long)pass.Batch.Rows * kept / pass.Batch.Pieces.Length;
        pass.Each(pass.Batch.Pieces.Length * heads, each, new Heads(this, pass.Batch, mixed, steps, y, slots, place));
    }

    private void Scan(in Piece piece, int head, Rows mixed, Rows steps, Rows y, float* h)
    {
        var decay = -MathF.Exp(logs.First[head]);
        var b = heads * headDim + head / sharing * state;
        var c = b + heads / sharing * state;
        for (var row = piece.First; row < piece.First + piece.Count; row++)
        {
            var step = Exponential.Softplus(Vector512.Create(steps[row][head] + stepBias.First[head]));
            var fading = Exponential.Of(step * decay);
            for (var channel = 0; channel < headDim; channel += Lanes.Count)
            {
                var u = mixed[row] + head * headDim + channel;
                Read(h + channel, u, fading, step, mixed[row] + b, mixed[row] + c, past.First[head], y[row] + head * headDim + channel,
                    Math.Min(Lanes.Count, headDim - channel));
            }
        }
    }

    /// <summary>A token's step of sixteen channels, or as many as are left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Read(float* h, float* u, Vector512<float> fading, Vector512<float> step, float* b, float* c, float d, float* y, int count)
    {
        var value = Lanes.Load(u, count);
        var entering = step * value;
        var sum = value * d;
        for (var n = 0; n < state; n++, h += headDim)
        {
            var now = Lanes.Load(h, count);
            now = Vector512.FusedMultiplyAdd(now, fading, entering * b[n]);
            sum = Vector512.FusedMultiplyAdd(now, Vector512.Create(c[n]), sum);
            Lanes.Store(now, h, count);
        }
        Lanes.Store(sum, y, count);
    }

    private readonly struct Heads(HeadScan scan, Batch batch, Rows mixed, Rows steps, Rows y, Slots slots, int place) : IShare
    {
        public void Do(int part)
        {
            ref readonly var piece = ref batch.Pieces[part / scan.heads];
            var head = part % scan.heads;
            scan.Scan(piece, head, mixed, steps, y, slots[piece.Slot] + place + (long)head * scan.kept);
        }
    }
}
