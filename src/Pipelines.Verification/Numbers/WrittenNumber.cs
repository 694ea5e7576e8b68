using System.Text.RegularExpressions;

namespace Pipelines.Verification;

/// <summary>A number as people write it: <c>-1,234.5</c>, <c>6.02e23</c>, <c>3/4</c>, <c>12.5 %</c>.</summary>
/// <param name="Value">the number before any percent sign</param>
/// <param name="Percent">whether a percent sign follows</param>
internal readonly partial record struct WrittenNumber(Rational Value, bool Percent)
{
    /// <summary>The last number of a text.</summary>
    /// <returns>null where there is none; a fraction over zero is none, and neither is one of more than a thousand digits</returns>
    public static WrittenNumber? Last(string text)
    {
        foreach (var match in Pattern.Matches(text).Reverse())
        {
            if (Part("above") is not { } above) continue;
            if (!match.Groups["below"].Success) return new WrittenNumber(above, match.Groups["percent"].Success);
            if (Part("below") is not { } below || below.Numerator.IsZero) continue;
            return new WrittenNumber(above / below, match.Groups["percent"].Success);

            Rational? Part(string group)
            {
                var number = Rational.Parse(match.Groups[group].Value.Replace(",", ""));
                return group == "above" && match.Groups["sign"].Success ? -number : number;
            }
        }
        return null;
    }

    /// <summary>
    /// Whether the two are at most <paramref name="tolerance"/> apart. 50 % is a half, and 50 where the other says no percent.
    /// </summary>
    public bool IsWithin(Rational tolerance, WrittenNumber other)
    {
        if (Near(Share, other.Share)) return true;
        return Percent != other.Percent && Near(Value, other.Value);

        bool Near(Rational a, Rational b) => (a - b).Abs().CompareTo(tolerance) <= 0;
    }

    public override string ToString() => Percent ? $"{Value} %" : $"{Value}";

    private Rational Share => Percent ? Value / new Rational(100, 1) : Value;

    // A minus is a sign where it stands at the number and at nothing else: not in 'x-5' or '3-5'. Commas part thousands or numbers.
    [GeneratedRegex(
        @"(?:(?<=^|[^\w)\]}])(?<sign>[-−]))?\$?(?<above>(?:\d{1,3}(?:,\d{3})+(?!,?\d)|\d+)(?:\.\d+)?(?:[eE][+-]?\d+)?|(?<!\d)\.\d+)"
        + @"(?:\s?/\s?(?<below>\d+(?:\.\d+)?))?(?<percent>\s?%)?",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern { get; }
}
