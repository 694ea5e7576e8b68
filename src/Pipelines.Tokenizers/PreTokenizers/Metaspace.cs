using System.Text;
using System.Text.Json;

namespace Pipelines.Tokenizers.PreTokenizers;

/// <summary>When <see cref="Metaspace"/> puts its mark before a piece of text.</summary>
public enum PrependScheme
{
    /// <summary>Before each.</summary>
    Always,

    /// <summary>Before none.</summary>
    Never,

    /// <summary>Before the one that a text begins with.</summary>
    First,
}

/// <summary>
/// <c>Metaspace</c>: writes a mark, ▁, for each space, and cuts text before each (SentencePiece, Kudo and Richardson 2018). A piece that
/// begins with the mark already does not get another.
/// </summary>
/// <param name="Replacement">the mark</param>
/// <param name="Scheme">when it is put before a piece</param>
/// <param name="Split">whether text is cut before each mark</param>
public sealed record Metaspace(Rune Replacement, PrependScheme Scheme, bool Split = true) : PreTokenizer
{
    private readonly byte[] mark = Encoding.UTF8.GetBytes(Replacement.ToString());

    /// <inheritdoc/>
    public override string Type => "Metaspace";

    /// <inheritdoc/>
    internal override void Cut(ReadOnlySpan<byte> utf8, TextPlace place, Pieces pieces)
    {
        var text = Marked(utf8, place);
        for (int start = 0, end; start < text.Length; start = end)
        {
            end = Split ? Next(text, start) : text.Length;
            pieces.Add(text[start..end], start == 0 ? place : TextPlace.Piece);
        }
    }

    private ReadOnlySpan<byte> Marked(ReadOnlySpan<byte> utf8, TextPlace place)
    {
        var isPrepended = place != TextPlace.Within && utf8[0] != ' ' && !utf8.StartsWith(mark)
            && (Scheme == PrependScheme.Always || (Scheme == PrependScheme.First && place == TextPlace.Start));
        var marked = new byte[utf8.Length + utf8.Count((byte)' ') * (mark.Length - 1) + (isPrepended ? mark.Length : 0)];
        var at = 0;
        if (isPrepended) Append(mark, marked);
        foreach (var value in utf8)
        {
            if (value == ' ') Append(mark, marked);
            else marked[at++] = value;
        }

        return marked;

        void Append(byte[] text, byte[] to)
        {
            text.CopyTo(to, at);
            at += text.Length;
        }
    }

    private int Next(ReadOnlySpan<byte> text, int start)
    {
        var next = text[(start + 1)..].IndexOf(mark);
        return next < 0 ? text.Length : start + 1 + next;
    }

    /// <inheritdoc/>
    private protected override void WriteSettings(Utf8JsonWriter json) => Write(json, Replacement, Scheme, Split);

    /// <summary>Writes the settings, which the decoder of that name has, too.</summary>
    internal static void Write(Utf8JsonWriter json, Rune replacement, PrependScheme scheme, bool split)
    {
        json.WriteString("replacement", replacement.ToString());
        json.WriteString("prepend_scheme", scheme.ToString().ToLowerInvariant());
        json.WriteBoolean("split", split);
    }
}
