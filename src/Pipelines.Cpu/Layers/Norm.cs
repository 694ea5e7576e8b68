using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Cpu;

/// <summary>A norm over channels: [rows, dim] → the same.</summary>
internal sealed unsafe class Norm
{
    private readonly NativeFloats weight;
    private readonly NativeFloats? bias;
    private readonly double eps;

    /// <param name="weight">[dim]</param>
    /// <param name="bias">[dim], of a LayerNorm; null of an RMSNorm</param>
    /// <param name="eps">added under the root</param>
    public Norm(NativeFloats weight, NativeFloats? bias, double eps) => (this.weight, this.bias, this.eps) = (weight, bias, eps);

    /// <summary>y = norm(x), row by row; y may be x.</summary>
    public void Apply(CpuPass pass, Rows x, Rows y) => pass.Each(x.Count, x.Width, new Each(this, x, y));

    /// <summary>x += branch, then y = norm(x), row by row.</summary>
    public void Add(CpuPass pass, Rows x, Rows branch, Rows y) => pass.Each(x.Count, 2 * x.Width, new AddEach(this, x, branch, y));

    /// <summary>y = norm(x) of one row; y may be x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply(float* x, float* y)
    {
        var width = (int)weight.Length;
        var mean = bias is null ? 0 : Total(x, width) / width;
        var scale = (float)(1 / Math.Sqrt(Squares(x, mean, width) / width + eps));
        var i = 0;
        for (; i + Lanes.Count <= width; i += Lanes.Count)
        {
            var scaled = (Vector512.Load(x + i) - Vector512.Create(mean)) * scale * Vector512.Load(weight.First + i);
            if (bias is not null) scaled += Vector512.Load(bias.First + i);
            scaled.Store(y + i);
        }
        for (; i < width; i++) y[i] = (x[i] - mean) * scale * weight.First[i] + (bias is null ? 0 : bias.First[i]);
    }

    private static float Total(float* x, int width)
    {
        Vector512<float> sums = default;
        var i = 0;
        for (; i + Lanes.Count <= width; i += Lanes.Count) sums += Vector512.Load(x + i);
        if (i < width) sums += Lanes.Load(x + i, width - i);
        return Lanes.Sum(sums);
    }

    /// <summary>Σ (x − mean)².</summary>
    private static float Squares(float* x, float mean, int width)
    {
        Vector512<float> even = default, odd = default;
        var all = Vector512.Create(mean);
        var i = 0;
        for (; i + 2 * Lanes.Count <= width; i += 2 * Lanes.Count)
        {
            var (a, b) = (Vector512.Load(x + i) - all, Vector512.Load(x + i + Lanes.Count) - all);
            even = Vector512.FusedMultiplyAdd(a, a, even);
            odd = Vector512.FusedMultiplyAdd(b, b, odd);
        }
        var sum = Lanes.Sum(even + odd);
        for (; i < width; i++) sum += (x[i] - mean) * (x[i] - mean);
        return sum;
    }

    private readonly struct Each(Norm norm, Rows x, Rows y) : IShare
    {
        public void Do(int row) => norm.Apply(x[row], y[row]);
    }

    private readonly struct AddEach(Norm norm, Rows x, Rows branch, Rows y) : IShare
    {
        public void Do(int row)
        {
            LaneFunction<LaneFunctions.Sum>.Apply(x[row], branch[row], x[row], x.Width);
            norm.Apply(x[row], y[row]);
        }
    }
}
