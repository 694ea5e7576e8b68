using Pipelines.Formats.Gguf;
using Pipelines.Tokenizers;
using Pipelines.Tokenizers.Decoders;

namespace Pipelines.Models;

/// <summary>Byte-level BPE, which GGUF calls <c>gpt2</c>.</summary>
internal static class MergesFromGguf
{
    /// <summary>What files of old are read by, which do not say how they cut text.</summary>
    private const string Unnamed = "default";

    /// <exception cref="GgufException">its parts do not fit together, or text is cut in a way that is not known here</exception>
    public static TokenizerDefinition Read(GgufVocabulary vocabulary)
    {
        var metadata = vocabulary.Metadata;
        var name = metadata.FindText(TokenizerKeys.Pre) ?? Unnamed;
        var pre = PreTokenizerNames.Find(name) ?? throw metadata.Wrong(
            TokenizerKeys.Pre, $"is '{name}'; read are {string.Join(", ", PreTokenizerNames.All)}");
        var eos = vocabulary.Token(TokenizerKeys.Eos);
        return new TokenizerDefinition(vocabulary.Spellings, new BpeModel(ReadMerges(vocabulary)) { IgnoreMerges = pre.IgnoreMerges })
        {
            PreTokenizer = CutPatterns.Make(pre.Patterns),
            Decoder = new ByteLevelDecoder(),
            AddedTokens = vocabulary.Added,
            TemplatePrefix = vocabulary.Around(TokenizerKeys.AddBos, pre.AddBos, vocabulary.Token(TokenizerKeys.Bos)),
            TemplateSuffix = vocabulary.Around(TokenizerKeys.AddEos, false, eos),
            EndOfText = eos,
        };
    }

    /// <summary>The merges; of two for one pair the first counts, as in llama.cpp.</summary>
    public static IReadOnlyList<Merge> ReadMerges(GgufVocabulary vocabulary)
    {
        var idOf = vocabulary.Ids();
        var merges = new List<Merge>();
        var seen = new HashSet<Merge>();
        var lines = vocabulary.Metadata.Texts(TokenizerKeys.Merges);
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            var space = line.Length > 1 ? line.IndexOf(' ', 1) : -1;
            if (space < 0 || !idOf.TryGetValue(line[..space], out var left) || !idOf.TryGetValue(line[(space + 1)..], out var right))
                throw vocabulary.Metadata.Wrong(
                    TokenizerKeys.Merges, $"merge {i} is '{line}'; two tokens with a space between them were expected");
            if (seen.Add(new Merge(left, right))) merges.Add(new Merge(left, right));
        }

        return merges;
    }
}
