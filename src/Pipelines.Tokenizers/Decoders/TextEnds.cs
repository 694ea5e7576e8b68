namespace Pipelines.Tokenizers.Decoders;

/// <summary>
/// Strips a character from the ends of a text that comes in parts: what may turn out to be its end is held back. For one text.
/// </summary>
/// <param name="strip">what is stripped</param>
/// <param name="isWhole">whether the text begins here, else nothing is stripped at its beginning</param>
internal sealed class TextEnds(StripDecoder strip, bool isWhole)
{
    private readonly byte[] content = strip.Utf8;
    private readonly List<byte> held = [];
    private int left = isWhole ? strip.Start : 0;

    /// <summary>The bytes that are certain once <paramref name="bytes"/> came.</summary>
    public byte[] Append(ReadOnlySpan<byte> bytes)
    {
        held.AddRange(bytes);
        while (left > 0)
        {
            var common = 0;
            while (common < held.Count && common < content.Length && held[common] == content[common]) common++;
            if (common < content.Length && common == held.Count) return [];
            if (common < content.Length) left = 0;
            else held.RemoveRange(0, content.Length);
            if (left > 0) left--;
        }

        return Take(held.Count - Tail());
    }

    /// <summary>What is left when nothing more comes; it is then as new, within the text.</summary>
    public byte[] Finish()
    {
        for (var i = 0; i < strip.Stop && EndsWithContent(held.Count); i++) held.RemoveRange(held.Count - content.Length, content.Length);
        return Take(held.Count);
    }

    /// <summary>How many bytes at the end may have to be stripped: whole characters, and before their end a part of one.</summary>
    private int Tail()
    {
        if (strip.Stop == 0) return 0;
        var part = content.Length - 1;
        while (part > 0 && !(held.Count >= part && Enumerable.Range(0, part).All(i => held[held.Count - part + i] == content[i]))) part--;
        var end = held.Count - part;
        for (var i = 0; i < strip.Stop && EndsWithContent(end); i++) end -= content.Length;
        return held.Count - end;
    }

    private bool EndsWithContent(int end)
    {
        if (end < content.Length) return false;
        for (var i = 0; i < content.Length; i++)
            if (held[end - content.Length + i] != content[i]) return false;
        return true;
    }

    private byte[] Take(int count)
    {
        byte[] taken = [.. held.Take(count)];
        held.RemoveRange(0, count);
        return taken;
    }
}
