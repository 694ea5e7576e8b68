namespace Pipelines.Runtime.Terminal;

/// <summary>What a chart shows.</summary>
/// <param name="Left">the first step</param>
/// <param name="Right">the last step</param>
/// <param name="Bottom">the least value</param>
/// <param name="Top">the greatest value</param>
internal sealed record PlotRange(double Left, double Right, double Bottom, double Top)
{
    /// <summary>The range that holds all finite points.</summary>
    public static PlotRange Of(IReadOnlyList<(double Step, double Value)> points)
    {
        var finite = points.Where(point => double.IsFinite(point.Value)).ToArray();
        return finite.Length == 0
            ? new PlotRange(0, 1, 0, 1)
            : new PlotRange(
                finite.Min(point => point.Step), finite.Max(point => point.Step), finite.Min(point => point.Value), finite.Max(point => point.Value));
    }
}
