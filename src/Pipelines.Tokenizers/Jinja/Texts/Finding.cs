namespace Pipelines.Tokenizers.Jinja;

/// <summary>Texts looked for in others; places count code points.</summary>
internal static class Finding
{
    /// <summary>Whether a text begins or ends with another, or with one of a tuple of others.</summary>
    /// <param name="text">the text</param>
    /// <param name="arguments">the other, and from where to where to look</param>
    /// <param name="atStart">whether its beginning is asked for rather than its end</param>
    /// <exception cref="JinjaException">it is neither a text nor a tuple of texts</exception>
    public static BooleanValue Touches(TextValue text, Bound arguments, bool atStart)
    {
        var piece = Piece(text, arguments, out _).Text;
        var others = arguments[0] is ListValue { IsTuple: true } tuple ? tuple.List : [arguments[0]!];
        return BooleanValue.Of(others.Any(other => atStart
            ? piece.StartsWith(Text(other), StringComparison.Ordinal)
            : piece.EndsWith(Text(other), StringComparison.Ordinal)));

        static string Text(Value other) => other is TextValue part
            ? part.Text
            : throw new JinjaException($"a text can begin or end with a text or a tuple of texts, not with {other.Described}");
    }

    /// <summary>The place of the first or last find, or −1.</summary>
    public static IntegerValue Find(TextValue text, Bound arguments, bool last)
    {
        var (piece, part) = (Piece(text, arguments, out var start), arguments.Text(0)!.Text);
        var at = last ? piece.Text.LastIndexOf(part, StringComparison.Ordinal) : piece.Text.IndexOf(part, StringComparison.Ordinal);
        return new IntegerValue(at < 0 ? -1 : start + piece.Part(0, at).Length!.Value);
    }

    /// <summary>How many finds there are that do not overlap.</summary>
    public static IntegerValue Count(TextValue text, Bound arguments)
    {
        var (piece, part) = (Piece(text, arguments, out _), arguments.Text(0)!.Text);
        return new IntegerValue(part.Length == 0 ? piece.Length!.Value + 1 : piece.Text.AsSpan().Count(part));
    }

    private static TextValue Piece(TextValue text, Bound arguments, out int start)
    {
        var (first, _, count) = Indices.Many(Border(1), Border(2), null, text.Length!.Value);
        start = first;
        return count == 0 ? TextValue.Empty : text.Pick(first, 1, count);

        System.Numerics.BigInteger? Border(int place) => arguments[place] is { } border ? Indices.Whole(border) : null;
    }
}
