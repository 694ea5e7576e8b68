namespace Pipelines.Cpu;

/// <summary>Mamba-1 (Gu and Dao, arXiv:2312.00752), with norms of step sizes, B and C where it is Jamba's (Lieber et al. 2024).</summary>
/// <param name="projections">its matrices</param>
/// <param name="convolution">before the recurrence</param>
/// <param name="scan">the recurrence</param>
/// <param name="norms">of step sizes, B and C, or null</param>
internal sealed unsafe class MambaMixer(
    MambaProjections projections, CausalConvolution convolution, SelectiveScan scan, (Norm Steps, Norm Inputs, Norm Readers)? norms)
    : StateMixer(new Slots(convolution.Kept + scan.Kept))
{
    protected override void Read(CpuPass pass, Rows x, Rows y)
    {
        var (inner, rank) = (projections.Output.Columns, projections.Steps.Columns);
        var state = (projections.Selection.Rows - rank) / 2;
        var joint = pass.Work.Rows(x.Count, 2 * inner);
        var (u, steps, scanned) = (Rows(inner), Rows(inner), Rows(inner));
        var (selection, ranks) = (Rows(projections.Selection.Rows), Rows(rank));
        pass.Multiply(new MatrixProduct(projections.Input, x, joint));
        convolution.Apply(pass, joint.Columns(0, inner), u, Slots);
        pass.Multiply(new MatrixProduct(projections.Selection, u, selection));
        var (inputs, readers) = (selection.Columns(rank, state), selection.Columns(rank + state, state));
        for (var row = 0; row < x.Count; row++)
        {
            new ReadOnlySpan<float>(selection[row], rank).CopyTo(new Span<float>(ranks[row], rank));
            norms?.Steps.Apply(ranks[row], ranks[row]);
            norms?.Inputs.Apply(inputs[row], inputs[row]);
            norms?.Readers.Apply(readers[row], readers[row]);
        }
        pass.Multiply(new MatrixProduct(projections.Steps, ranks, steps));
        scan.Apply(pass, u, steps, inputs, readers, scanned, Slots, convolution.Kept);
        pass.Each(x.Count, 2L * inner, new LaneShare<LaneFunctions.SwiGlu>(joint.Columns(inner, inner), scanned, scanned));
        pass.Multiply(new MatrixProduct(projections.Output, scanned, y));

        Rows Rows(int width) => pass.Work.Rows(x.Count, width);
    }
}
