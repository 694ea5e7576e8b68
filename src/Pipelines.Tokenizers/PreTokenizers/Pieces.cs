namespace Pipelines.Tokenizers.PreTokenizers;

/// <summary>Pieces of text, end to end in one array. For one thread at a time.</summary>
internal sealed class Pieces
{
    private byte[] bytes = new byte[256];
    private (int End, TextPlace Place)[] items = new (int, TextPlace)[16];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>A piece, valid until the next change.</summary>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            var start = index == 0 ? 0 : items[index - 1].End;
            return bytes.AsSpan(start, items[index].End - start);
        }
    }

    /// <summary>Where a piece stands.</summary>
    public TextPlace PlaceOf(int index) => items[index].Place;

    /// <summary>Takes all of them out.</summary>
    public void Clear() => Count = 0;

    /// <summary>Adds a piece; an empty one is left out.</summary>
    public void Add(ReadOnlySpan<byte> utf8, TextPlace place) => Add([], utf8, place);

    /// <summary>Adds a piece that is made of two parts; an empty one is left out.</summary>
    public void Add(ReadOnlySpan<byte> before, ReadOnlySpan<byte> utf8, TextPlace place)
    {
        if (before.Length + utf8.Length == 0) return;
        var start = Count == 0 ? 0 : items[Count - 1].End;
        var end = checked(start + before.Length + utf8.Length);
        if (end > bytes.Length) Array.Resize(ref bytes, Math.Max(end, (int)Math.Min(2L * bytes.Length, Array.MaxLength)));
        if (Count == items.Length) Array.Resize(ref items, items.Length * 2);
        before.CopyTo(bytes.AsSpan(start));
        utf8.CopyTo(bytes.AsSpan(start + before.Length));
        items[Count++] = (end, place);
    }
}
