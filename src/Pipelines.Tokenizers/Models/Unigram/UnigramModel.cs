using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>
/// <c>Unigram</c> (Kudo 2018): every token has a log-probability, and a word becomes the tokens whose sum is highest. A character without
/// tokens counts as the unknown token, at the lowest score less ten.
/// </summary>
/// <param name="Scores">the log-probability of each token, by id; spellings behind them are of added tokens</param>
/// <param name="Unknown">what stands for characters that have no tokens</param>
/// <param name="ByteFallback">whether such characters become tokens of their UTF-8 bytes, <c>&lt;0x0A&gt;</c>, where all of these exist</param>
public sealed record UnigramModel(IReadOnlyList<double> Scores, int Unknown, bool ByteFallback = false) : TokenizerModel
{
    private const double UnknownPenalty = 10;

    /// <inheritdoc/>
    public override string Type => "Unigram";

    /// <inheritdoc/>
    internal override Func<WordTokenizer> Prepare(Vocabulary vocabulary)
    {
        if ((uint)Unknown >= (uint)Scores.Count)
            throw new TokenizerFormatException($"the unknown token is {Unknown}, and the model has {Scores.Count} tokens");
        if (Scores.FirstOrDefault(score => !double.IsFinite(score), 0) is var wrong and not 0)
            throw new TokenizerFormatException($"the score of a token is {wrong}; a finite number was expected");
        var trie = ByteTrie.OfText(vocabulary, Scores.Count);
        double[] scores = [.. Scores];
        var unknownScore = scores.Min() - UnknownPenalty;
        int[] byteIds = ByteFallback ? ByteIds(vocabulary) : [];
        return () => new UnigramTokenizer(trie, scores, unknownScore, Unknown, byteIds);
    }

    /// <inheritdoc/>
    internal override void Write(Utf8JsonWriter json, IReadOnlyList<string?> spellings)
    {
        json.WriteStartObject();
        json.WriteString("type", Type);
        json.WriteNumber("unk_id", Unknown);
        json.WriteStartArray("vocab");
        for (var id = 0; id < Scores.Count; id++)
        {
            json.WriteStartArray();
            json.WriteStringValue(spellings[id]);
            json.WriteNumberValue(Scores[id]);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteBoolean("byte_fallback", ByteFallback);
        json.WriteEndObject();
    }

    private static int[] ByteIds(Vocabulary vocabulary) =>
        [.. Enumerable.Range(0, 256).Select(value => vocabulary.Find(Decoders.ByteFallback.Spell((byte)value)) ?? -1)];
}
