namespace Pipelines.Cpu;

/// <summary>down(f(gate(x), up(x))) (Shazeer 2020).</summary>
/// <param name="gating">f, of the gate and what it opens for</param>
/// <param name="gate">[hidden, dim]</param>
/// <param name="up">[hidden, dim]</param>
/// <param name="down">[dim, hidden]</param>
internal sealed class GatedFeedForward(Gating gating, Matrix gate, Matrix up, Matrix down) : IFeedForward
{
    public void Feed(CpuPass pass, Rows x, Rows y)
    {
        var mark = pass.Work.Mark;
        var (opened, inner) = (pass.Work.Rows(x.Count, gate.Rows), pass.Work.Rows(x.Count, up.Rows));
        pass.Multiply(new(gate, x, opened), new(up, x, inner));
        gating.Open(pass, opened, inner, inner);
        pass.Multiply(new MatrixProduct(down, inner, y));
        pass.Work.Mark = mark;
    }
}
