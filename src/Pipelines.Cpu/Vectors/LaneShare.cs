namespace Pipelines.Cpu;

/// <summary>y = f(a, b), a row at a time; y may be a or b.</summary>
internal readonly unsafe struct LaneShare<T>(Rows a, Rows b, Rows y) : IShare
    where T : struct, ILaneFunction
{
    public void Do(int row) => LaneFunction<T>.Apply(a[row], b[row], y[row], y.Width);
}
