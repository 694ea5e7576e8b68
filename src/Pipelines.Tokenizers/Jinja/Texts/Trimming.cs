namespace Pipelines.Tokenizers.Jinja;

/// <summary>Characters taken off the ends of a text.</summary>
internal static class Trimming
{
    /// <summary>The text without these characters at its ends; without white space when they are null.</summary>
    public static TextValue Strip(TextValue text, TextValue? characters, bool left, bool right)
    {
        var goes = characters is null ? (Func<char, bool>)(character => IsSpace(character)) : characters.Text.Contains;
        var (start, end) = (0, text.Text.Length);
        while (left && start < end && goes(text.Text[start])) start++;
        while (right && end > start && goes(text.Text[end - 1])) end--;
        return text.Part(start, end - start);
    }

    /// <summary>The text without another that it begins with.</summary>
    public static TextValue WithoutPrefix(TextValue text, string prefix) =>
        text.Text.StartsWith(prefix, StringComparison.Ordinal) ? text.Part(prefix.Length, text.Text.Length - prefix.Length) : text;

    /// <summary>The text without another that it ends with.</summary>
    public static TextValue WithoutSuffix(TextValue text, string suffix) =>
        text.Text.EndsWith(suffix, StringComparison.Ordinal) ? text.Part(0, text.Text.Length - suffix.Length) : text;

    /// <summary>Whether Python counts a character as white space: Unicode's, and the four separators of ASCII.</summary>
    public static bool IsSpace(int character) =>
        character is >= 0x1C and <= 0x1F || (character <= char.MaxValue && char.IsWhiteSpace((char)character));
}
