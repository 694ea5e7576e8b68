namespace Pipelines.Cpu;

/// <summary>Mamba-2 (Dao and Gu, arXiv:2405.21060).</summary>
/// <param name="input">[inner + inner + 2 · groups · N + heads, dim]: gate, then what is convolved (u, B, C), then step sizes</param>
/// <param name="convolution">before the recurrence</param>
/// <param name="scan">the recurrence</param>
/// <param name="norm">of what comes out, times silu of the gate</param>
/// <param name="output">[dim, inner]</param>
internal sealed unsafe class Mamba2Mixer(Matrix input, CausalConvolution convolution, HeadScan scan, Norm norm, Matrix output)
    : StateMixer(new Slots(convolution.Kept + scan.Kept))
{
    protected override void Read(CpuPass pass, Rows x, Rows y)
    {
        var (inner, convolved) = (output.Columns, convolution.Channels);
        var (joint, mixed) = (pass.Work.Rows(x.Count, input.Rows), pass.Work.Rows(x.Count, convolved));
        var scanned = pass.Work.Rows(x.Count, inner);
        pass.Multiply(new MatrixProduct(input, x, joint));
        convolution.Apply(pass, joint.Columns(inner, convolved), mixed, Slots);
        scan.Apply(pass, mixed, joint.Columns(inner + convolved, input.Rows - inner - convolved), scanned, Slots, convolution.Kept);
        pass.Each(x.Count, 3L * inner, new Gate(norm, joint, scanned));
        pass.Multiply(new MatrixProduct(output, scanned, y));
    }

    /// <summary>The norm of what comes out times silu of the gate (section 7.1).</summary>
    private readonly struct Gate(Norm norm, Rows gates, Rows x) : IShare
    {
        public void Do(int row)
        {
            LaneFunction<LaneFunctions.SwiGlu>.Apply(gates[row], x[row], x[row], x.Width);
            norm.Apply(x[row], x[row]);
        }
    }
}
