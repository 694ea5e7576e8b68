using System.Text.RegularExpressions;

namespace Pipelines.Spec.Yaml;

/// <summary>Puts values for <c>${NAME:default}</c>. <c>$${</c> stands for <c>${</c> itself.</summary>
/// <param name="environment">gives a variable's value; null takes defaults alone</param>
/// <param name="diagnostics">takes what is wrong</param>
internal sealed class EnvironmentVariables(Func<string, string?>? environment, List<SpecDiagnostic> diagnostics)
{
    /// <summary>A text with a variable in it, for JSON Schema.</summary>
    public const string Pattern = @"\$\{[A-Za-z_][A-Za-z0-9_]*:[^{}]*\}";

    private static readonly Regex Variable = new(
        @"\$(?<escaped>\$)\{|\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(:(?<default>[^{}]*))?\}|(?<broken>\$\{)", RegexOptions.CultureInvariant);

    /// <summary>A tree with every variable replaced; parts without any are the same nodes.</summary>
    public YamlNode Fill(YamlNode node)
    {
        switch (node)
        {
            case ScalarNode scalar when scalar.Text.Contains("${"):
                // In a flow map braces need quotes, so a number out of a variable may stand in them.
                return new ScalarNode(Variable.Replace(scalar.Text, match => Value(match, scalar)), quoted: false, scalar.At);
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

    private string Value(Match match, ScalarNode scalar)
    {
        if (match.Groups["escaped"].Success) return "${";
        if (match.Groups["broken"].Success)
        {
            diagnostics.Add(Rules.Environment.At(
                scalar.At,
                $"{scalar.Found} begins a variable that does not end; write ${{NAME:default}}, or $${{ for the characters themselves"));
            return match.Value;
        }
        var name = match.Groups["name"].Value;
        var otherwise = match.Groups["default"];
        if (!otherwise.Success)
        {
            diagnostics.Add(Rules.Environment.At(
                scalar.At, $"${{{name}}} has no default; write ${{{name}:default}}, since the build reads no environment"));
        }
        return environment?.Invoke(name) ?? otherwise.Value;
    }
}
