using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Pipelines.Spec.Yaml;

/// <summary>Writes a tree as YAML that reads back to the same tree: in block style, two spaces a level, LF line ends, or on one line.</summary>
internal static class YamlWriter
{
    /// <summary>What reads the same without quotes wherever it stands.</summary>
    private static readonly Regex Plain = new(@"^([A-Za-z0-9_./+]|-[0-9.])[A-Za-z0-9_./+%-]*\z", RegexOptions.CultureInvariant);

    /// <summary>The text of <paramref name="node"/>.</summary>
    public static string Write(YamlNode node)
    {
        var text = new StringBuilder();
        Write(text, node, level: 0);
        return text.ToString();
    }

    /// <summary>The text of <paramref name="node"/> on one line, as it may stand within other braces and brackets.</summary>
    public static string Flow(YamlNode node) => node switch
    {
        MappingNode { Entries.Count: > 0 } map =>
            $"{{ {string.Join(", ", map.Entries.Select(entry => $"{Scalar(entry.Key)}: {Flow(entry.Value)}"))} }}",
        SequenceNode list => $"[{string.Join(", ", list.Items.Select(Flow))}]",
        MappingNode => "{}",
        _ => Scalar((ScalarNode)node),
    };

    /// <summary>Writes a value from where the cursor stands, to the end of its last line.</summary>
    private static void Write(StringBuilder text, YamlNode node, int level)
    {
        switch (node)
        {
            case MappingNode { Entries.Count: > 0 } map:
                for (var i = 0; i < map.Entries.Count; i++)
                {
                    if (i > 0) text.Append(' ', 2 * level);
                    text.Append(Scalar(map.Entries[i].Key)).Append(':');
                    Below(text, map.Entries[i].Value, level);
                }
                break;
            case SequenceNode { Items.Count: > 0 } list:
                for (var i = 0; i < list.Items.Count; i++)
                {
                    if (i > 0) text.Append(' ', 2 * level);
                    text.Append('-');
                    Below(text, list.Items[i], level);
                }
                break;
            default:
                text.Append(node switch { MappingNode => "{}", SequenceNode => "[]", _ => Scalar((ScalarNode)node) }).Append('\n');
                break;
        }
    }

    /// <summary>Writes a value after its colon or dash: on the same line when it fits on one, else one level in.</summary>
    private static void Below(StringBuilder text, YamlNode node, int level)
    {
        if (node is MappingNode { Entries.Count: > 0 } or SequenceNode { Items.Count: > 0 }) text.Append('\n').Append(' ', 2 * (level + 1));
        else text.Append(' ');
        Write(text, node, level + 1);
    }

    private static string Scalar(ScalarNode scalar)
    {
        if (scalar.IsNull) return "null";
        return !scalar.Quoted && Plain.IsMatch(scalar.Text) ? scalar.Text : Quoted(scalar.Text);
    }

    private static string Quoted(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var c in value)
        {
            if (c is '"' or '\\') text.Append('\\').Append(c);
            else if (c == '\n') text.Append("\\n");
            else if (c < ' ' || c is (>= '\u007f' and <= '\u00a0') or '\u2028' or '\u2029' or '\ufeff' or (>= '\ud800' and <= '\udfff'))
                text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            else text.Append(c);
        }
        return text.Append('"').ToString();
    }
}
