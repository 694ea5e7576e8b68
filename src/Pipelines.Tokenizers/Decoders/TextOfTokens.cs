namespace Pipelines.Tokenizers.Decoders;

/// <summary>The bytes of a text whose tokens come one by one. For one text, and one thread at a time.</summary>
internal sealed class TextOfTokens
{
    private readonly Vocabulary vocabulary;
    private readonly TextEnds[] ends;
    private bool isFirst;

    /// <summary>Begins.</summary>
    /// <param name="vocabulary">whose tokens they are</param>
    /// <param name="place">where the text stands: at the beginning of a text it may lose a space there</param>
    public TextOfTokens(Vocabulary vocabulary, TextPlace place)
    {
        this.vocabulary = vocabulary;
        isFirst = place == TextPlace.Start;
        ends = [.. vocabulary.Decoder.Joined.Select(strip => new TextEnds(strip, isFirst))];
    }

    /// <summary>The bytes that are certain once <paramref name="id"/> came; valid until the next call.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the id is not in the vocabulary</exception>
    public ReadOnlySpan<byte> Append(int id)
    {
        var bytes = isFirst ? vocabulary.FirstTextOf(id) : vocabulary.TextOf(id);
        isFirst = false;
        foreach (var end in ends) bytes = end.Append(bytes);
        return bytes;
    }

    /// <summary>What is left when no token comes any more.</summary>
    public ReadOnlySpan<byte> Finish()
    {
        ReadOnlySpan<byte> bytes = [];
        foreach (var end in ends) bytes = (byte[])[.. end.Append(bytes), .. end.Finish()];
        return bytes;
    }
}
