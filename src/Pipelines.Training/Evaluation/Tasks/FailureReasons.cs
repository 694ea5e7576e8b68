using System.Text.RegularExpressions;

namespace Pipelines.Training;

/// <summary>Why answers were wrong, alike reasons together: those that differ in numbers and quotations alone are one.</summary>
internal static partial class FailureReasons
{
    /// <summary>How often each reason was given, the most frequent first.</summary>
    public static IReadOnlyDictionary<string, int> Count(IEnumerable<string?> reasons) => reasons.OfType<string>()
        .GroupBy(reason => Varying.Replace(reason, "…"))
        .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.Count());

    [GeneratedRegex(@"'[^']*'|\([^()]*\)|-?\d+(?:[,./]\d+)*", RegexOptions.CultureInvariant)]
    private static partial Regex Varying { get; }
}
