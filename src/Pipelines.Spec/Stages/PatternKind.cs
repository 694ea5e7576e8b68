using System.Text.RegularExpressions;
using Pipelines.Spec.Diagnostics;
using Pipelines.Spec.Schema;
using Pipelines.Spec.Settings;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec;

/// <summary>A regular expression that takes time by the length of what it is matched against, and no more.</summary>
internal sealed class PatternKind : ScalarKind<string>
{
    /// <summary><c>RegexOptions.NonBacktracking</c>, which netstandard2.0 has no name for.</summary>
    private const RegexOptions NonBacktracking = (RegexOptions)1024;

    /// <inheritdoc/>
    public override string Noun => "a regular expression";

    /// <inheritdoc/>
    protected override bool TakesAnyText => true;

    /// <inheritdoc/>
    protected override IReadOnlyList<JsonObject> Forms => [new() { { "type", new JsonArray(["string", "number", "boolean"]) } }];

    /// <inheritdoc/>
    protected override bool TryParse(ScalarNode scalar, Slot slot, Reading reading, out string value)
    {
        value = scalar.Text;
        return FaultOf(value) is not { } fault || reading.Report(
            Rules.BadPattern, scalar.At,
            $"{slot.Name} is {Wording.Quote(value)}, which is no regular expression without backtracking: {fault}");
    }

    /// <summary>What keeps a text from being such a pattern, or null.</summary>
    private static string? FaultOf(string pattern)
    {
        try
        {
            _ = new Regex(pattern, NonBacktracking | RegexOptions.CultureInvariant);
            return null;
        }
        catch (ArgumentOutOfRangeException)
        {
            return FaultOfAny(pattern); // a compiler on .NET Framework, which knows no such option
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            return fault.Message;
        }
    }

    private static string? FaultOfAny(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.CultureInvariant);
            return null;
        }
        catch (ArgumentException fault)
        {
            return fault.Message;
        }
    }
}
