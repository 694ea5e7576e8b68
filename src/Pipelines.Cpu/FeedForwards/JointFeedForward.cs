namespace Pipelines.Cpu;

/// <summary>down(f(gate(x), up(x))) (Shazeer 2020), gate and up in one matrix.</summary>
/// <typeparam name="T">f, of the gate and what it opens for</typeparam>
/// <param name="gateUp">[2 · hidden, dim]: the gate's rows, then the others</param>
/// <param name="down">[dim, hidden]</param>
internal sealed class JointFeedForward<T>(Matrix gateUp, Matrix down) : IFeedForward
    where T : struct, ILaneFunction
{
    public void Feed(CpuPass pass, Rows x, Rows y)
    {
        var mark = pass.Work.Mark;
        var hidden = gateUp.Rows / 2;
        var (joint, inner) = (pass.Work.Rows(x.Count, gateUp.Rows), pass.Work.Rows(x.Count, hidden));
        pass.Multiply(new MatrixProduct(gateUp, x, joint));
        pass.Each(x.Count, 2L * hidden, new LaneShare<T>(joint.Columns(0, hidden), joint.Columns(hidden, hidden), inner));
        pass.Multiply(new MatrixProduct(down, inner, y));
        pass.Work.Mark = mark;
    }
}
