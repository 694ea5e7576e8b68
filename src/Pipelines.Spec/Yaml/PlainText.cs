namespace Pipelines.Spec.Yaml;

/// <summary>What need not be parsed to be refused.</summary>
internal static class PlainText
{
    /// <summary>Why <paramref name="text"/> is not looked at, or null.</summary>
    public static SpecDiagnostic? Refuse(string path, string text)
    {
        if (text.Length > YamlLimits.Size)
        {
            return Rules.TooLarge.At(
                SourcePosition.StartOf(path),
                FormattableString.Invariant($"the file has {text.Length:N0} characters; a pipeline file may have {YamlLimits.Size:N0}"));
        }
        if (BinaryAt(text) is not { } offset) return null;
        return Rules.Syntax.At(
            Character(path, text, offset), $"the file holds the character U+{(int)text[offset]:X4}: it is binary, not YAML text");
    }

    /// <summary>The place of one character.</summary>
    public static SourcePosition Character(string path, string text, int offset)
    {
        var lineStart = offset == 0 ? 0 : text.LastIndexOf('\n', offset - 1) + 1;
        var line = 1 + text.Take(lineStart).Count(c => c == '\n');
        return new(path, line, offset - lineStart + 1, line, offset - lineStart + 2, offset, Math.Min(1, text.Length - offset));
    }

    /// <summary>Where the first character stands that no text has: a control character, or half of a surrogate pair.</summary>
    private static int? BinaryAt(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1])) i++;
            else if (char.IsSurrogate(text[i]) || (text[i] < ' ' && text[i] is not ('\t' or '\n' or '\r'))) return i;
        }
        return null;
    }
}
