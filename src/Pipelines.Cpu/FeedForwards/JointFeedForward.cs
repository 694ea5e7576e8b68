namespace Pipelines.Cpu;

/// <summary>down(f(gate(x), up(x))) (Shazeer 2020), gate and up in one matrix.</summary>
/// <param name="gating">f, of the gate and what it opens for</param>
/// <param name="gateUp">[2 · hidden, dim]: the gate's rows, then the others</param>
/// <param name="down">[dim, hidden]</param>
internal sealed class JointFeedForward(Gating gating, Matrix gateUp, Matrix down) : IFeedForward
{
    public void Feed(CpuPass pass, Rows x, Rows y)
    {
        var mark = pass.Work.Mark;
        var hidden = gateUp.Rows / 2;
        var (joint, inner) = (pass.Work.Rows(x.Count, gateUp.Rows), pass.Work.Rows(x.Count, hidden));
        pass.Multiply(new MatrixProduct(gateUp, x, joint));
        gating.Open(pass, joint.Columns(0, hidden), joint.Columns(hidden, hidden), inner);
        pass.Multiply(new MatrixProduct(down, inner, y));
        pass.Work.Mark = mark;
    }
}
