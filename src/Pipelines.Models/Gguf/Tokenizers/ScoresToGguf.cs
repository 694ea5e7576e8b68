using Pipelines.Formats.Gguf;
using Pipelines.Tokenizers;

namespace Pipelines.Models;

/// <summary>Puts BPE that is spelled as SentencePiece spells it into GGUF's metadata, as <c>llama</c>: a score for each token.</summary>
internal static class ScoresToGguf
{
    /// <summary>The worth of tokens that merges do not make, as llama.cpp's converters write it.</summary>
    private const float Least = -1000;

    /// <summary>Writes what distinguishes the kind: its name, the scores, whether pieces get a space before them.</summary>
    /// <param name="metadata">what is written to</param>
    /// <param name="definition">the tokenizer's</param>
    /// <param name="rows">of the embedding</param>
    /// <exception cref="TokenizerFormatException">scores cannot say what its merges do, or it has no tokens for bytes</exception>
    public static void Write(GgufMetadata metadata, TokenizerDefinition definition, int rows)
    {
        var added = definition.AddedTokens.Select(token => token.Id).ToHashSet();
        var scores = definition.Model switch
        {
            ScoredBpeModel scored => scored.Scores,
            BpeModel merges => MergesOfScores.Invert(definition.Spellings, merges.Merges, id => !added.Contains(id) && !IsByte(id)),
            var other => throw new TokenizerFormatException($"GGUF has no scores for a {other.Type} model"),
        };
        var missing = ByteTokens.All.Except(definition.Spellings).FirstOrDefault();
        if (missing is not null) throw new TokenizerFormatException($"there is no token '{missing}'; llama.cpp needs one for each byte");
        metadata.Set(TokenizerKeys.Model, "llama");
        metadata.Set(TokenizerKeys.Pre, "default");
        metadata.Set(TokenizerKeys.Scores, [.. Enumerable.Range(0, rows).Select(Score)]);
        metadata.Set(TokenizerKeys.AddSpacePrefix, SentencePieceText.HasPrefix(definition)!.Value);

        bool IsByte(int id) => ByteTokens.Is(definition.Spellings[id]);

        float Score(int id) => id < scores.Count && scores[id] is { } score ? score
            : id < definition.Spellings.Count && definition.Spellings[id] is not null && (added.Contains(id) || IsByte(id)) ? 0 : Least;
    }
}
