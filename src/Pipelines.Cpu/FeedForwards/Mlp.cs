namespace Pipelines.Cpu;

/// <summary>down(f(up(x))).</summary>
/// <typeparam name="T">f, whose second argument does not count</typeparam>
/// <param name="up">[hidden, dim]</param>
/// <param name="down">[dim, hidden]</param>
internal sealed class Mlp<T>(Matrix up, Matrix down) : IFeedForward
    where T : struct, ILaneFunction
{
    public void Feed(CpuPass pass, Rows x, Rows y)
    {
        var mark = pass.Work.Mark;
        var inner = pass.Work.Rows(x.Count, up.Rows);
        pass.Multiply(new MatrixProduct(up, x, inner));
        pass.Each(x.Count, 2L * inner.Width, new LaneShare<T>(inner, inner, inner));
        pass.Multiply(new MatrixProduct(down, inner, y));
        pass.Work.Mark = mark;
    }
}
