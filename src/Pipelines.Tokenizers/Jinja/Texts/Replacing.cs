namespace Pipelines.Tokenizers.Jinja;

/// <summary>Pieces of a text put in the place of others.</summary>
internal static class Replacing
{
    /// <summary>The text with <paramref name="with"/> in place of <paramref name="old"/>, at most so many times unless negative.</summary>
    public static TextValue Replace(TextValue text, TextValue old, TextValue with, int count)
    {
        if (old.Text.Length == 0) return Between(text, with, count);
        var (builder, start) = (new TextBuilder(), 0);
        for (int at; count != 0 && (at = text.Text.IndexOf(old.Text, start, StringComparison.Ordinal)) >= 0; count--)
        {
            builder.Append(text, start, at - start).Append(with);
            start = at + old.Text.Length;
        }

        return builder.Append(text, start, text.Text.Length - start).ToText();
    }

    /// <summary>An empty text is found before each character and behind the last.</summary>
    private static TextValue Between(TextValue text, TextValue with, int count)
    {
        var builder = new TextBuilder();
        foreach (var character in text.Items)
        {
            if (count-- != 0) builder.Append(with);
            else count = 0;
            builder.Append((TextValue)character);
        }

        if (count != 0) builder.Append(with);
        return builder.ToText();
    }
}
