using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>
/// Byte-pair encoding (Sennrich et al. 2016): from single characters, or bytes where the tokenizer is byte-level, neighbouring tokens are
/// merged in the order of the merges' ranks.
/// </summary>
/// <param name="Merges">in order of rank, the best first</param>
public sealed record BpeModel(IReadOnlyList<Merge> Merges) : TokenizerModel
{
    /// <inheritdoc/>
    public override string Type => "BPE";

    /// <summary>Whether a word that is a token as a whole is that token, without looking at the merges.</summary>
    public bool IgnoreMerges { get; init; }

    /// <summary>The token of a character that has none; null leaves such characters out. Its spelling is in the vocabulary.</summary>
    public string? UnknownToken { get; init; }

    /// <summary>Whether unknown characters in a row are one token.</summary>
    public bool FuseUnknown { get; init; }

    /// <summary>
    /// Whether a character without a token is the tokens of its bytes, spelled <c>&lt;0x41&gt;</c>, where there are all of these.
    /// </summary>
    public bool ByteFallback { get; init; }

    /// <inheritdoc/>
    internal override Func<WordTokenizer> Prepare(Vocabulary vocabulary)
    {
        var table = new MergeTable(Merges, MergeResults(vocabulary));
        Symbols symbols = vocabulary.IsByteLevel ? new ByteSymbols(vocabulary) : new CharacterSymbols(vocabulary, this);
        var cuts = !vocabulary.IsByteLevel && !IgnoreMerges && WordMarks.AreCuts(vocabulary, Merges);
        return () => new BpeTokenizer(new WordMerger(table, symbols), IgnoreMerges ? vocabulary : null, cuts);
    }

    /// <inheritdoc/>
    internal override void Write(Utf8JsonWriter json, IReadOnlyList<string?> spellings)
    {
        json.WriteStartObject();
        json.WriteString("type", Type);
        json.WriteNull("dropout");
        json.WriteString("unk_token", UnknownToken);
        json.WriteNull("continuing_subword_prefix");
        json.WriteNull("end_of_word_suffix");
        json.WriteBoolean("fuse_unk", FuseUnknown);
        json.WriteBoolean("byte_fallback", ByteFallback);
        json.WriteBoolean("ignore_merges", IgnoreMerges);
        json.WriteStartObject("vocab");
        for (var id = 0; id < spellings.Count; id++)
        {
            if (spellings[id] is { } spelling) json.WriteNumber(spelling, id);
        }

        json.WriteEndObject();
        json.WriteStartArray("merges");
        foreach (var merge in Merges)
        {
            json.WriteStartArray();
            json.WriteStringValue(spellings[merge.Left]);
            json.WriteStringValue(spellings[merge.Right]);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private int[] MergeResults(Vocabulary vocabulary)
    {
        var results = new int[Merges.Count];
        for (var rank = 0; rank < results.Length; rank++)
        {
            var (left, right) = Merges[rank];
            Check(left);
            Check(right);
            results[rank] = vocabulary.Find([.. vocabulary.KeyOf(left), .. vocabulary.KeyOf(right)])
                ?? throw new TokenizerFormatException(
                    $"merge {rank} ('{vocabulary.SpellingOf(left)}' and '{vocabulary.SpellingOf(right)}') makes no token of "
                    + "the vocabulary");

            void Check(int id)
            {
                if (id < 0 || id >= vocabulary.Size || vocabulary.KeyOf(id).IsEmpty)
                    throw new TokenizerFormatException(
                        $"merge {rank} uses id {id}, which is not in the vocabulary of {vocabulary.Size}");
            }
        }

        return results;
    }
}
