using System.Text.RegularExpressions;

namespace Pipelines.Spec.Yaml;

/// <summary>Puts values for <c>${NAME:default}</c>. <c>$${</c> stands for <c>${</c> itself.</summary>
/// <param name="environment">gives a variable's value; null takes defaults alone</param>
/// <param name="diagnostics">takes what is wrong</param>
internal sealed class EnvironmentVariables(Func<string, string?>? environment, List<SpecDiagnostic> diagnostics)
{
    /// <summary>A text with a variable in it, for JSON Schema.</summary>
    public const string Pattern = @"\$\{[A-Za-z_][A-Za-z0-9_]*:[^{}]*\}";

    /// <summary>Where values stand that have none, so that nothing else need be said of them.</summary>
    public HashSet<SourcePosition> Faulty { get; } = [];

    private static readonly Regex Variable = new(
        @"\$(?<escaped>\$)\{|\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(:(?<default>[^{}]*))?\}|(?<broken>\$\{)", RegexOptions.CultureInvariant);

    /// <summary>A tree with every variable replaced; parts without any are the same nodes.</summary>
    public YamlNode Fill(YamlNode node)
    {
        switch (node)
        {
            case ScalarNode scalar when scalar.Text.Contains("${"):
                return Fill(scalar);
            case SequenceNode list:
                var items = list.Items.Select(Fill).ToList();
                return items.SequenceEqual(list.Items) ? list : new SequenceNode(items, list.At);
            case MappingNode map:
                var entries = map.Entries.Select(entry => new YamlEntry(entry.Key, Fill(entry.Value))).ToList();
                return entries.SequenceEqual(map.Entries) ? map : new MappingNode(entries, map.At);
            default:
                return node;
        }
    }

    /// <summary>A text with its variables replaced; the first fault in it is reported, and it stays as it is.</summary>
    private ScalarNode Fill(ScalarNode scalar)
    {
        var faults = Variable.Matches(scalar.Text).Cast<Match>().Select(match => Fault(match, scalar));
        if (faults.FirstOrDefault(said => said is not null) is { } fault)
        {
            diagnostics.Add(Rules.Environment.At(scalar.At, fault));
            Faulty.Add(scalar.At);
            return scalar;
        }
        // In a flow map braces need quotes, so a number out of a variable may stand in them.
        return new ScalarNode(Variable.Replace(scalar.Text, Value), quoted: false, scalar.At);
    }

    private static string? Fault(Match match, ScalarNode scalar)
    {
        if (match.Groups["broken"].Success)
            return $"{scalar.Found} begins a variable that does not end; write ${{NAME:default}}, or $${{ for the characters themselves";
        var name = match.Groups["name"];
        return name.Success && !match.Groups["default"].Success
            ? $"${{{name.Value}}} has no default; write ${{{name.Value}:default}}, since the build reads no environment"
            : null;
    }

    private string Value(Match match) => match.Groups["escaped"].Success
        ? "${"
        : environment?.Invoke(match.Groups["name"].Value) ?? match.Groups["default"].Value;
}
