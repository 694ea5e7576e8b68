using System.Globalization;
using System.Text;
using Pipelines.Runtime.Terminal;
using Pipelines.Tracking;

namespace Pipelines.Runtime.Commands;

/// <summary>A metric by step as a small picture; greys and colours that read on light and dark pages.</summary>
internal static class CurveSvg
{
    private const int Width = 420, Height = 180, Left = 56, Right = 12, Top = 28, Bottom = 28;
    private const string Ink = "#7d8590", Own = "#2f81f7", Other = "#b0852b";

    public static string Of(CiCurve curve)
    {
        var range = PlotRange.Of([.. curve.Points.Concat(curve.Baseline).Select(point => ((double)point.Step, point.Value))]);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\" ");
        text.Append(CultureInfo.InvariantCulture, $"height=\"{Height}\" font-family=\"system-ui, sans-serif\" font-size=\"11\" fill=\"{Ink}\">\n");
        text.Append($"<text x=\"{Left}\" y=\"16\">{curve.Stage} · {curve.Metric}</text>\n");
        if (curve.Baseline.Count > 0)
            text.Append($"<text x=\"{Width - Right}\" y=\"16\" text-anchor=\"end\"><tspan fill=\"{Own}\">this run</tspan>, <tspan fill=\"{Other}\">baseline</tspan></text>\n");
        text.Append($"<path d=\"M{Left} {Top}V{Height - Bottom}H{Width - Right}\" fill=\"none\" stroke=\"{Ink}\" stroke-opacity=\"0.5\"/>\n");
        Label(text, Left - 6, Top + 4, "end", range.Top);
        Label(text, Left - 6, Height - Bottom, "end", range.Bottom);
        Label(text, Left, Height - Bottom + 16, "start", range.Left);
        Label(text, Width - Right, Height - Bottom + 16, "end", range.Right);
        Line(text, curve.Baseline, range, Other);
        Line(text, curve.Points, range, Own);
        return text.Append("</svg>\n").ToString();
    }

    private static void Label(StringBuilder text, int x, int y, string anchor, double value) => text.Append(
        CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{value:G4}</text>\n");

    private static void Line(StringBuilder text, IReadOnlyList<Metric> points, PlotRange range, string color)
    {
        var (path, pen) = (new StringBuilder(), 'M');
        foreach (var point in points)
        {
            if (!double.IsFinite(point.Value))
            {
                pen = 'M';
                continue;
            }
            var x = Place(point.Step, range.Left, range.Right, Left, Width - Right);
            var y = Place(point.Value, range.Bottom, range.Top, Height - Bottom, Top);
            path.Append(CultureInfo.InvariantCulture, $"{pen}{x:0.#} {y:0.#}");
            pen = 'L';
        }
        if (path.Length > 0) text.Append($"<path d=\"{path}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"1.5\"/>\n");
    }

    private static double Place(double value, double least, double most, double from, double to) =>
        most > least ? from + (value - least) / (most - least) * (to - from) : (from + to) / 2;
}
