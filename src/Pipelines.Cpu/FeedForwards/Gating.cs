using System.Runtime.Intrinsics;

namespace Pipelines.Cpu;

/// <summary>What becomes of a gate and of what it opens for, between the projections of a feed-forward.</summary>
internal abstract class Gating
{
    /// <summary>silu(gate) · up, or, within a limit, (up + 1) · gate · σ(1.702 · gate).</summary>
    /// <param name="limit">where gate and up are clamped; null where they are not</param>
    public static Gating SwiGlu(double? limit) => limit is { } at ? new Clamped((float)at) : new Of<LaneFunctions.SwiGlu>();

    /// <summary>Computes it row by row.</summary>
    /// <param name="pass">the step</param>
    /// <param name="gate">[tokens, hidden]</param>
    /// <param name="up">[tokens, hidden]</param>
    /// <param name="y">[tokens, hidden]; may be one of them</param>
    public abstract void Open(CpuPass pass, Rows gate, Rows up, Rows y);

    /// <summary>One of the functions without a number of its own.</summary>
    public sealed class Of<T> : Gating
        where T : struct, ILaneFunction
    {
        public override void Open(CpuPass pass, Rows gate, Rows up, Rows y) =>
            pass.Each(y.Count, 2L * y.Width, new LaneShare<T>(gate, up, y));
    }

    private sealed class Clamped(float limit) : Gating
    {
        public override void Open(CpuPass pass, Rows gate, Rows up, Rows y) =>
            pass.Each(y.Count, 2L * y.Width, new Share(gate, up, y, limit));
    }

    private readonly unsafe struct Share(Rows gate, Rows up, Rows y, float limit) : IShare
    {
        private const float Alpha = 1.702f;

        public void Do(int row)
        {
            float* opened = gate[row], inner = up[row], into = y[row];
            var (least, most) = (Vector512.Create(-limit), Vector512.Create(limit));
            for (var i = 0; i < y.Width; i += Lanes.Count)
            {
                var count = Math.Min(Lanes.Count, y.Width - i);
                var a = Vector512.Min(Lanes.Load(opened + i, count), most);
                var b = Vector512.Max(Vector512.Min(Lanes.Load(inner + i, count), most), least);
                Lanes.Store((b + Vector512<float>.One) * (a * Exponential.Sigmoid(a * Alpha)), into + i, count);
            }
        }
    }
}
