using Pipelines.Spec.Yaml;

namespace Pipelines.Spec.Editing;

/// <summary>Changes entries of a YAML text where they stand. All other characters stay as they are, comments included.</summary>
internal static class YamlEdit
{
    /// <summary>
    /// The text with another value for an entry, written as the old one was: in braces, or in lines of its own with the old indentation.
    /// </summary>
    public static string Replace(string text, YamlEntry entry, MappingNode value)
    {
        var at = entry.Value.At;
        var written = YamlWriter.Flow(value);
        if (text[at.Start] != '{')
        {
            // A value that begins beside its key without braces has an anchor there, and its lines below.
            var beside = at.Line == entry.Key.At.Line;
            var line = $"{LineEnd(text)}{new string(' ', beside ? entry.Key.At.Column + 1 : at.Column - 1)}";
            written = (beside ? line : "") + string.Join(line, YamlWriter.Write(value).TrimEnd('\n').Split('\n'));
        }
        return text.Substring(0, at.Start) + written + text.Substring(End(text, at));
    }

    /// <summary>The text without an entry and its lines; null where something else stands on them.</summary>
    public static string? Remove(string text, YamlEntry entry)
    {
        var (key, end) = (entry.Key.At.Start, End(text, entry.Value.At));
        var start = key == 0 ? 0 : text.LastIndexOf('\n', key - 1) + 1;
        var next = text.IndexOf('\n', end) is >= 0 and var found ? found + 1 : text.Length;
        var after = text.Substring(end, next - end).Trim();
        return text.Substring(start, key - start).Trim().Length == 0 && (after.Length == 0 || after[0] == '#')
            ? text.Remove(start, next - start)
            : null;
    }

    /// <summary>Where a value ends. What the parser counts to it of the empty lines and comments that follow is not part of it.</summary>
    private static int End(string text, SourcePosition at)
    {
        for (var end = at.Start + at.Length; ;)
        {
            while (end > at.Start && char.IsWhiteSpace(text[end - 1])) end--;
            var line = end == 0 ? 0 : text.LastIndexOf('\n', end - 1) + 1;
            if (line <= at.Start || !text.Substring(line, end - line).TrimStart().StartsWith("#", StringComparison.Ordinal)) return end;
            end = line;
        }
    }

    private static string LineEnd(string text) => text.Contains("\r\n") ? "\r\n" : "\n";
}
