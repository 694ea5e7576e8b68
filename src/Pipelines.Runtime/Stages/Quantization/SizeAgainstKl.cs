using System.Globalization;
using System.Net;
using System.Text;

namespace Pipelines.Runtime.Stages.Quantization;

/// <summary>
/// A picture of types as points: to the right the bytes of the weights, upwards the mean KL on a logarithmic scale, as SVG that reads on
/// light and on dark pages.
/// </summary>
internal static class SizeAgainstKl
{
    private const double Width = 640, Height = 400, Left = 70, Right = 20, Top = 20, Bottom = 50;

    /// <summary>The least divergence that is told from none.</summary>
    private const double Least = 1e-7;

    /// <summary>The picture of all types that were measured, or null where none was.</summary>
    public static string? Draw(QuantizationTable found)
    {
        var points = found.Rows.Where(row => row.Found is not null)
            .Select(row => (Row: row, row.Bytes, Log: Math.Log10(Math.Max(Least, row.Found!.MeanKl)))).ToArray();
        if (points.Length == 0) return null;
        var (low, high) = (Math.Floor(points.Min(point => point.Log)), Math.Floor(points.Max(point => point.Log)) + 1);
        var (unit, name) = Unit(points.Max(point => point.Bytes));
        var most = points.Max(point => point.Bytes) / unit * 1.15;
        var step = Step(most);
        var widest = Math.Ceiling(most / step) * step;

        var svg = new StringBuilder();
        Line(svg, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" role="img" """);
        svg.Append(
            """
            font-family="sans-serif" font-size="12">
            <title>Size against KL</title>
            <style>
              text { fill: #57606a } line { stroke: #d0d7de } circle { fill: #0969da } circle.beside { fill: none; stroke: #0969da }
              @media (prefers-color-scheme: dark) {
                text { fill: #8d96a0 } line { stroke: #30363d } circle { fill: #4493f8 } circle.beside { stroke: #4493f8 }
              }
            </style>

            """);
        for (var size = 0.0; size <= widest; size += step)
        {
            Line(svg, $"""<line x1="{X(size):0.#}" y1="{Top}" x2="{X(size):0.#}" y2="{Height - Bottom}"/>""");
            Line(svg, $"""<text x="{X(size):0.#}" y="{Height - Bottom + 18}" text-anchor="middle">{size:0.##}</text>""");
        }
        for (var log = low; log <= high; log++)
        {
            Line(svg, $"""<line x1="{Left}" y1="{Y(log):0.#}" x2="{Width - Right}" y2="{Y(log):0.#}"/>""");
            Line(svg, $"""<text x="{Left - 8}" y="{Y(log) + 4:0.#}" text-anchor="end">{Math.Pow(10, log):0.#######}</text>""");
        }
        Line(svg, $"""<text x="{(Left + Width - Right) / 2:0.#}" y="{Height - 10}" text-anchor="middle">{name} of weights</text>""");
        var middle = (Top + Height - Bottom) / 2;
        Line(svg, $"""<text transform="translate(14 {middle:0.#}) rotate(-90)" text-anchor="middle">mean KL, nats</text>""");
        var labels = PointLabels.Place([.. points.Select(point => (X(point.Bytes / unit), Y(point.Log), point.Row.Name))]);
        foreach (var ((row, bytes, log), label) in points.Zip(labels))
        {
            var (x, y) = (X(bytes / unit), Y(log));
            var anchor = label.Ends ? " text-anchor=\"end\"" : "";
            Line(svg, $"""<circle cx="{x:0.#}" cy="{y:0.#}" r="4"{(row.IsComparison ? " class=\"beside\"" : "")}/>""");
            Line(svg, $"""<text x="{label.X:0.#}" y="{label.Y:0.#}"{anchor}>{WebUtility.HtmlEncode(row.Name)}</text>""");
        }
        return svg.Append("</svg>\n").ToString();

        double X(double size) => Left + size / widest * (Width - Left - Right);

        double Y(double log) => Height - Bottom - (log - low) / (high - low) * (Height - Top - Bottom);
    }

    /// <summary>The greatest unit of which there is one at least.</summary>
    private static (double Bytes, string Name) Unit(double most) =>
        new[] { ((double)(1L << 30), "GB"), (1 << 20, "MB"), (1 << 10, "KB"), (1, "bytes") }.First(unit => unit.Item1 <= Math.Max(1, most));

    /// <summary>A round distance between at most eight ticks: 1, 2 or 5 times a power of ten.</summary>
    private static double Step(double most)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(most / 8)));
        return power * new[] { 1.0, 2, 5, 10 }.First(round => round * power >= most / 8);
    }

    private static void Line(StringBuilder svg, FormattableString line) =>
        svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
