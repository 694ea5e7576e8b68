namespace Pipelines.Runtime.Terminal;

/// <summary>Numbers as a line of small bars.</summary>
internal static class Sparkline
{
    private const string Bars = "▁▂▃▄▅▆▇█";

    /// <param name="values">in order; what is no finite number is a gap</param>
    /// <param name="width">most characters: of more values, neighbours share one, at their mean</param>
    /// <returns>"" where there are not two finite values</returns>
    public static string Of(IReadOnlyList<double> values, int width)
    {
        var finite = values.Where(double.IsFinite).ToArray();
        if (finite.Length < 2) return "";
        var (least, most) = (finite.Min(), finite.Max());
        var count = Math.Min(width, values.Count);
        return string.Concat(Enumerable.Range(0, count).Select(bar =>
        {
            var (from, to) = (bar * values.Count / count, (bar + 1) * values.Count / count);
            var shared = Enumerable.Range(from, to - from).Select(i => values[i]).Where(double.IsFinite).ToArray();
            if (shared.Length == 0) return ' ';
            var height = most > least ? (shared.Average() - least) / (most - least) : 0;
            return Bars[Math.Min(Bars.Length - 1, (int)(height * Bars.Length))];
        }));
    }
}
