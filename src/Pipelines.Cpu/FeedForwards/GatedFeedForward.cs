namespace Pipelines.Cpu;

/// <summary>down(f(gate(x), up(x))) (Shazeer 2020).</summary>
/// <typeparam name="T">f, of the gate and what it opens for</typeparam>
/// <param name="gate">[hidden, dim]</param>
/// <param name="up">[hidden, dim]</param>
/// <param name="down">[dim, hidden]</param>
internal sealed class GatedFeedForward<T>(Matrix gate, Matrix up, Matrix down) : IFeedForward
    where T : struct, ILaneFunction
{
    public void Feed(CpuPass pass, Rows x, Rows y)
    {
        var mark = pass.Work.Mark;
        var (opened, inner) = (pass.Work.Rows(x.Count, gate.Rows), pass.Work.Rows(x.Count, up.Rows));
        pass.Multiply(new(gate, x, opened), new(up, x, inner));
        pass.Each(x.Count, 2L * inner.Width, new LaneShare<T>(opened, inner, inner));
        pass.Multiply(new MatrixProduct(down, inner, y));
        pass.Work.Mark = mark;
    }
}
