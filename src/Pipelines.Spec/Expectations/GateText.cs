using System.Globalization;
using System.Text.RegularExpressions;

namespace Pipelines.Spec;

/// <summary>How gates are written: <c>&lt; 1.9</c>, <c>no worse than baseline by 1%</c>.</summary>
internal static class GateText
{
    private const string Number = @"[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?";

    /// <summary>All that can be written, for JSON Schema.</summary>
    public const string Pattern = $@"^\s*(<=?|>=?)\s*{Number}\s*$|^\s*no (worse|more|less) than baseline( by {Number}%?)?\s*$";

    private static readonly Regex Form = new(
        $@"^\s*((?<sign><=?|>=?)\s*(?<bound>{Number})|no (?<word>worse|more|less) than baseline( by (?<bound>{Number})(?<percent>%)?)?)\s*$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    private static readonly string[] Costs = ["loss", "perplexity", "bits_per_byte", "bits_per_weight", "bytes", "kl", "kl_mean", "kl_p99", "memory_bytes"];
    private static readonly string[] Merits =
        ["accuracy", "reward", "margin", "score", "win_rate", "right", "top_agreement", "tokens_per_second", "bytes_per_token", "flops_per_second"];

    /// <param name="text">what is written</param>
    /// <param name="metric">what it is written of, which tells what is worse</param>
    /// <param name="gate">what it means</param>
    /// <returns>null, or why it means nothing</returns>
    public static string? TryParse(string text, string metric, out GateSpec gate)
    {
        gate = new(GateComparison.AtMost, 0, OfBaseline: false, InPercent: false);
        var match = Form.Match(text);
        if (!match.Success) return "expected a comparison such as '< 1.9', '>= 0.7', 'no worse than baseline' or 'no worse than baseline by 1%'";
        var bound = match.Groups["bound"] is { Success: true } written
            ? double.Parse(written.Value, NumberStyles.Float, CultureInfo.InvariantCulture)
            : 0;
        if (match.Groups["sign"] is { Success: true } sign)
        {
            gate = new(Of(sign.Value), bound, OfBaseline: false, InPercent: false);
            return null;
        }
        if (bound < 0) return "expected a distance of at least 0";
        GateComparison? comparison = match.Groups["word"].Value switch
        {
            "more" => GateComparison.AtMost,
            "less" => GateComparison.AtLeast,
            _ => NotWorse(metric),
        };
        if (comparison is null)
            return $"nobody knows which way '{metric}' is worse: write 'no more than baseline' or 'no less than baseline'";
        gate = new(comparison.Value, bound, OfBaseline: true, match.Groups["percent"].Success);
        return null;
    }

    private static GateComparison Of(string sign) => sign switch
    {
        "<" => GateComparison.Below,
        "<=" => GateComparison.AtMost,
        ">" => GateComparison.Above,
        _ => GateComparison.AtLeast,
    };

    private static GateComparison? NotWorse(string metric)
    {
        var name = metric.Substring(metric.LastIndexOf('/') + 1);
        if (Costs.Contains(name) || name.EndsWith("_loss", StringComparison.Ordinal) || name.EndsWith("_perplexity", StringComparison.Ordinal))
            return GateComparison.AtMost;
        return Merits.Contains(name) || name.StartsWith("pass_at_", StringComparison.Ordinal) || name.EndsWith("_accuracy", StringComparison.Ordinal)
            ? GateComparison.AtLeast
            : null;
    }
}
