using System.Text;
using System.Text.RegularExpressions;
using Pipelines.Spec.Diagnostics;
using Pipelines.Spec.Settings;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec;

/// <summary>How names of a pipeline file become C# identifiers.</summary>
public static class CSharpName
{
    /// <summary>What a name looks like: a letter, then letters, digits, <c>-</c> and <c>_</c>, short enough for a folder's name.</summary>
    internal const string Pattern = "^[A-Za-z][A-Za-z0-9_-]{0,63}$";

    private static readonly Regex Form = new(Pattern, RegexOptions.CultureInvariant);

    /// <summary>The identifier for a name: <c>docs-lm</c> becomes <c>DocsLm</c>.</summary>
    public static string Of(string name)
    {
        var text = new StringBuilder();
        var upper = true;
        foreach (var c in name)
        {
            if (c is '-' or '_' or ' ') upper = true;
            else
            {
                text.Append(upper ? char.ToUpperInvariant(c) : c);
                upper = false;
            }
        }
        return text.ToString();
    }

    /// <summary>Reports a name that is not one, with one that is.</summary>
    internal static bool Check(ScalarNode name, string noun, Reading reading)
    {
        if (Form.IsMatch(name.Text) && !name.Text.EndsWith("\n", StringComparison.Ordinal)) return true;
        var right = Regex.Replace(name.Text, "[^A-Za-z0-9_]+", "-").Trim('-', '_');
        if (right.Length == 0 || !char.IsLetter(right[0])) right = $"{noun.Substring(noun.LastIndexOf(' ') + 1)}-{right}".TrimEnd('-');
        right = right.Substring(0, Math.Min(right.Length, 64));
        return reading.Report(
            Rules.BadName, name.At,
            $"{name.Found} cannot name {noun}: a name is a letter, then letters, digits, '-' and '_'; for example {Wording.Quote(right)}");
    }
}
