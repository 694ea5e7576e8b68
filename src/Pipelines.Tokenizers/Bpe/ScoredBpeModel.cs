using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>
/// Byte-pair encoding as SentencePiece has it (Kudo and Richardson 2018), and llama.cpp as <c>llama</c>: from single characters,
/// the neighbours whose text together is the token of the highest score are merged, the leftmost of equals. A character that is in no token
/// then is the tokens of its bytes, spelled <c>&lt;0x41&gt;</c>, or the unknown token.
/// </summary>
/// <param name="Scores">by id; null for a token that no merging makes, such as those of bytes</param>
public sealed record ScoredBpeModel(IReadOnlyList<float?> Scores) : TokenizerModel
{
    /// <inheritdoc/>
    public override string Type => "BPE";

    /// <summary>
    /// The token of characters that have neither a token nor tokens for their bytes, one for a run of them; null leaves them out.
    /// </summary>
    public string? UnknownToken { get; init; }

    /// <summary>The same as merges with ranks, which is how tokenizer files of Hugging Face's have it.</summary>
    /// <param name="spellings">tokens by id</param>
    /// <exception cref="TokenizerFormatException">
    /// two tokens have the same score, between which merges with ranks would decide otherwise
    /// </exception>
    public BpeModel ToMerges(IReadOnlyList<string?> spellings) => new(MergesOfScores.Find(spellings, Scores))
    {
        UnknownToken = UnknownToken,
        FuseUnknown = true,
        ByteFallback = true,
    };

    /// <inheritdoc/>
    internal override Func<WordTokenizer> Prepare(Vocabulary vocabulary)
    {
        if (Scores.FirstOrDefault(score => score is { } number && float.IsNaN(number)) is not null)
            throw new TokenizerFormatException("the score of a token is not a number");
        var (cuts, bytes) = (WordMarks.AreCuts(vocabulary), ByteFallback());
        var unknown = UnknownToken is not { } name ? (int?)null : vocabulary.Find(name)
            ?? throw new TokenizerFormatException($"the unknown token '{name}' is not in the vocabulary");
        return () => new ScoredBpeTokenizer(vocabulary, Scores, bytes, unknown, cuts);

        int?[] ByteFallback() =>
            [.. Enumerable.Range(0, 256).Select(value => vocabulary.Find(Decoders.ByteFallback.Spell((byte)value)))];
    }

    /// <inheritdoc/>
    internal override void Write(Utf8JsonWriter json, IReadOnlyList<string?> spellings) => ToMerges(spellings).Write(json, spellings);
}
