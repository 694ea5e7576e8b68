using System.Text;

namespace Pipelines.Tokenizers.Jinja;

/// <summary>Puts a text together that knows which of its characters come from messages.</summary>
internal sealed class TextBuilder
{
    /// <summary>Longer texts are refused.</summary>
    public const int MostCharacters = 1 << 24;

    private readonly StringBuilder text = new();
    private readonly List<int> borders = [];

    /// <summary>Characters so far.</summary>
    public int Length => text.Length;

    /// <summary>Appends characters of the template's.</summary>
    /// <exception cref="JinjaException">the text becomes longer than <see cref="MostCharacters"/></exception>
    public TextBuilder Append(ReadOnlySpan<char> characters)
    {
        if (text.Length + (long)characters.Length > MostCharacters)
            throw new JinjaException($"a text becomes longer than {MostCharacters:N0} characters");
        text.Append(characters);
        return this;
    }

    /// <summary>Appends a text.</summary>
    /// <exception cref="JinjaException">the text becomes longer than <see cref="MostCharacters"/></exception>
    public TextBuilder Append(TextValue piece) => Append(piece, 0, piece.Text.Length);

    /// <summary>Appends a piece of a text, by UTF-16 units.</summary>
    /// <exception cref="JinjaException">the text becomes longer than <see cref="MostCharacters"/></exception>
    public TextBuilder Append(TextValue of, int start, int length)
    {
        of.BordersWithin(start, start + length, text.Length, AddBorders);
        return Append(of.Text.AsSpan(start, length));
    }

    /// <summary>The text so far.</summary>
    public TextValue ToText() => text.Length == 0 ? TextValue.Empty : new TextValue(text.ToString(), [.. borders]);

    private void AddBorders(int from, int to)
    {
        if (borders.Count > 0 && borders[^1] == from) borders[^1] = to;
        else borders.AddRange([from, to]);
    }
}
