using System.Globalization;
using System.Net;
using System.Text;
using Pipelines.Spec;

namespace Pipelines.Runtime.Sweeping;

/// <summary>
/// The trials of a sweep as lines across an axis for each setting, the last axis what they came to; the better, the stronger the line. SVG
/// that reads on light and on dark pages.
/// </summary>
internal static class ParallelCoordinates
{
    private const double Height = 320, Top = 44, Bottom = 40, Gap = 150, Side = 70;

    /// <param name="sweep">the sweep</param>
    /// <param name="trials">those of its last round, the best first</param>
    /// <returns>null where there are not two</returns>
    public static string? Draw(SweepSpec sweep, IReadOnlyList<Trial> trials)
    {
        Trial[] drawn = [.. trials.Where(trial => trial.Settings.Count > 0)];
        if (drawn.Length < 2) return null;
        Dimension[] dimensions = [.. sweep.Settings.Select(Dimension.Of)];
        var (low, high) = (drawn.Min(trial => trial.Value!.Value), drawn.Max(trial => trial.Value!.Value));
        var width = 2 * Side + Gap * dimensions.Length;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {Height}\" role=\"img\" ");
        svg.Append(
            """
            font-family="sans-serif" font-size="12">
            <title>Trials</title>
            <style>
              text { fill: #57606a; text-anchor: middle } line { stroke: #8c959f } polyline { fill: none; stroke: #0969da }
              @media (prefers-color-scheme: dark) { text { fill: #8d96a0 } line { stroke: #6e7681 } polyline { stroke: #4493f8 } }
            </style>

            """);
        for (var i = drawn.Length - 1; i >= 0; i--)
        {
            var strength = drawn.Length == 1 ? 1 : 1 - 0.85 * i / (drawn.Length - 1);
            var points = dimensions.Select((dimension, axis) => (X(axis), Y(dimension.PlaceOf(drawn[i].Settings[axis].Value))))
                .Append((X(dimensions.Length), Y(high > low ? (drawn[i].Value!.Value - low) / (high - low) : 0.5)));
            var path = string.Join(' ', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.Item1:0.#},{point.Item2:0.#}")));
            svg.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{path}\" stroke-opacity=\"{strength:0.##}\" stroke-width=\"{(i == 0 ? 3 : 1.5)}\"/>\n");
        }
        for (var axis = 0; axis <= dimensions.Length; axis++)
        {
            var ofValue = axis == dimensions.Length;
            var name = ofValue ? sweep.Metric : dimensions[axis].Path;
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{X(axis):0.#}\" y1=\"{Top}\" x2=\"{X(axis):0.#}\" y2=\"{Height - Bottom}\"/>\n");
            Text(svg, X(axis), 20, name[(name.LastIndexOfAny(['.', '/']) + 1)..]);
            Text(svg, X(axis), Top - 8, ofValue ? Number(high) : dimensions[axis].At(Math.BitDecrement(1)));
            Text(svg, X(axis), Height - Bottom + 18, ofValue ? Number(low) : dimensions[axis].At(0));
        }
        return svg.Append("</svg>\n").ToString();
    }

    private static double X(int axis) => Side + axis * Gap;

    private static double Y(double place) => Height - Bottom - place * (Height - Top - Bottom);

    private static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    private static void Text(StringBuilder svg, double x, double y, string text) =>
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{y:0.#}\">{WebUtility.HtmlEncode(text)}</text>\n");
}
