using System.Text;
using Pipelines.Tokenizers;
using Pipelines.Tokenizers.Tests;

namespace Pipelines.Models.Tests.Gguf.Tokenizers;

/// <summary>Small tokenizers of SentencePiece's kind, of pieces learnt here.</summary>
internal static class SentencePieceSamples
{
    private const int Structure = 3, Bytes = 256;

    /// <summary>Structure, bytes, what pairs make, the most frequent first, and single characters, as Llama 2 has them.</summary>
    public static IReadOnlyList<string?> Spellings { get; } = Learn();

    /// <summary>Less by one from piece to piece.</summary>
    public static IReadOnlyList<float?> Scores { get; } =
        [.. Spellings.Select((_, id) => id < Structure + Bytes ? (float?)null : Structure + Bytes - id)];

    /// <summary>The tokenizer as Hugging Face's converter makes it of such a file: merges with ranks.</summary>
    public static TokenizerDefinition Definition(bool hasPrefix = true) =>
        new(Spellings, new ScoredBpeModel(Scores) { UnknownToken = "<unk>" }.ToMerges(Spellings))
        {
            Normalizer = SentencePieceText.Normalizer(hasPrefix),
            Decoder = SentencePieceText.Decoder(hasPrefix),
            AddedTokens = [new(0, "<unk>"), new(1, "<s>"), new(2, "</s>")],
            TemplatePrefix = [1],
            EndOfText = 2,
        };

    private static List<string?> Learn()
    {
        var random = new Random(17);
        var text = string.Concat(Enumerable.Range(0, 300).Select(_ => RandomText.Next(random, RandomText.Words, 30))).Replace(' ', '▁');
        var words = text.Split('▁').Select(word => ("▁" + word).EnumerateRunes().Select(rune => rune.ToString()).ToList()).ToList();
        var characters = words.SelectMany(word => word).Distinct().Order(StringComparer.Ordinal).ToList();
        var pieces = new List<string>();
        while (pieces.Count < 200)
        {
            var (left, right) = words.SelectMany(word => word.Zip(word.Skip(1))).GroupBy(pair => pair)
                .OrderByDescending(pairs => pairs.Count())
                .ThenBy(pairs => pairs.Key.First + pairs.Key.Second, StringComparer.Ordinal).First().Key;
            if (!pieces.Contains(left + right)) pieces.Add(left + right);
            foreach (var word in words)
            {
                for (var i = 0; i + 1 < word.Count; i++)
                {
                    if (word[i] != left || word[i + 1] != right) continue;
                    word[i] += right;
                    word.RemoveAt(i + 1);
                }
            }
        }

        return ["<unk>", "<s>", "</s>", .. Enumerable.Range(0, Bytes).Select(value => $"<0x{value:X2}>"), .. pieces, .. characters];
    }
}
