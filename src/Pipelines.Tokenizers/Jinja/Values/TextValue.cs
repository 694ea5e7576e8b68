using System.Text;

namespace Pipelines.Tokenizers.Jinja;

/// <summary>
/// A text that knows which of its characters come from messages and tools rather than from the template: what is cut from it, put
/// together with it or made of it goes on knowing. Positions count code points, as in Python.
/// </summary>
internal sealed class TextValue : Value
{
    public static readonly TextValue Empty = new("", []);

    /// <summary>Where characters from messages begin, and where they end, in turn.</summary>
    private readonly int[] borders;
    private int codePoints = -1;

    internal TextValue(string text, int[] borders) => (Text, this.borders) = (text, borders);

    /// <summary>The text.</summary>
    public string Text { get; }

    /// <summary>Whether a character of it comes from messages.</summary>
    public bool IsFromMessages => borders.Length > 0;

    /// <summary>The characters that come from messages, as indices into <see cref="Text"/>.</summary>
    public IEnumerable<Range> FromMessages => borders.Chunk(2).Select(pair => pair[0]..pair[1]);

    public override string TypeName => "str";

    public override bool IsTrue => Text.Length > 0;

    public override int? Length => codePoints < 0 ? codePoints = CountRunes(Text) : codePoints;

    public override IEnumerable<Value> Items
    {
        get
        {
            for (int at = 0, length; at < Text.Length; at += length)
            {
                length = RuneLength(Text, at);
                yield return Part(at, length);
            }
        }
    }

    public override string Described => $"the text '{(Text.Length <= 40 ? Text : Text[..37] + "...")}'";

    /// <summary>A text of the template's.</summary>
    public static TextValue Of(string text) => text.Length == 0 ? Empty : new(text, []);

    /// <summary>A text that comes from messages.</summary>
    public static TextValue From(string messages) => messages.Length == 0 ? Empty : new(messages, [0, messages.Length]);

    /// <summary>A piece of it, by UTF-16 units.</summary>
    public TextValue Part(int start, int length)
    {
        if (start == 0 && length == Text.Length) return this;
        if (borders.Length == 0 || length == 0) return Of(Text.Substring(start, length));
        var builder = new TextBuilder();
        builder.Append(this, start, length);
        return builder.ToText();
    }

    /// <summary>The code points from <paramref name="start"/>, each <paramref name="step"/> further: a slice.</summary>
    public TextValue Pick(int start, int step, int count)
    {
        var (plain, builder) = (Length == Text.Length, new TextBuilder());
        if (plain && step == 1) return Part(start, count);
        var offsets = plain ? null : Offsets();
        for (int i = 0, at = start; i < count; i++, at += step)
        {
            var offset = offsets?[at] ?? at;
            builder.Append(this, offset, RuneLength(Text, offset));
        }

        return builder.ToText();
    }

    /// <summary>
    /// A text made of the whole of this one: where its length is another, all of it counts as coming from messages if any did.
    /// </summary>
    public TextValue Remade(string text) =>
        text.Length == Text.Length ? new TextValue(text, borders) : IsFromMessages ? From(text) : Of(text);

    /// <summary>Appends the borders within a piece of the text, moved to where the piece begins in another.</summary>
    internal void BordersWithin(int start, int end, int movedTo, Action<int, int> add)
    {
        for (var i = 0; i < borders.Length; i += 2)
        {
            var (from, to) = (Math.Max(borders[i], start), Math.Min(borders[i + 1], end));
            if (from < to) add(from - start + movedTo, to - start + movedTo);
        }
    }

    public override Value? Member(string name) => TextMethods.Of(this, name);

    public override Value? Item(Value key) => Indices.One(key, Length!.Value) is { } place ? Pick(place, 1, 1) : null;

    public override void Print(TextBuilder output) => output.Append(this);

    public override void PrintQuoted(TextBuilder output) => output.Append(Remade(Quoted.Text(Text)));

    private static int CountRunes(string text)
    {
        var count = text.Length;
        for (var i = 1; i < text.Length; i++)
            if (char.IsLowSurrogate(text[i]) && char.IsHighSurrogate(text[i - 1])) count--;
        return count;
    }

    private static int RuneLength(string text, int at) => at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]) ? 2 : 1;

    private int[] Offsets()
    {
        var offsets = new int[Length!.Value];
        for (int i = 0, at = 0; i < offsets.Length; at += RuneLength(Text, at)) offsets[i++] = at;
        return offsets;
    }
}
