using Pipelines.Formats.Gguf;
using Pipelines.Tokenizers;

namespace Pipelines.Models;

/// <summary>Makes a tokenizer of GGUF's metadata.</summary>
internal static class TokenizerFromGguf
{
    private static readonly Dictionary<string, Func<GgufVocabulary, TokenizerDefinition>> Kinds = new(StringComparer.Ordinal)
    {
        ["gpt2"] = MergesFromGguf.Read,
        ["llama"] = ScoresFromGguf.Read,
        ["bert"] = WordPieceFromGguf.Read,
        ["t5"] = UnigramFromGguf.Read,
    };

    /// <summary>Reads it.</summary>
    /// <exception cref="GgufException">see <see cref="GgufTokenizer.Read"/></exception>
    public static Tokenizer Read(GgufMetadata metadata)
    {
        var kind = metadata.Text(TokenizerKeys.Model);
        if (!Kinds.TryGetValue(kind, out var read))
            throw metadata.Wrong(TokenizerKeys.Model, $"is '{kind}'; read are {string.Join(", ", Kinds.Keys)}");
        var vocabulary = new GgufVocabulary(metadata);
        try
        {
            var definition = read(vocabulary);
            return new Tokenizer(definition).WithNames(new TemplateTokens(
                Text(vocabulary.Token(TokenizerKeys.Bos) ?? definition.TemplatePrefix.Cast<int?>().FirstOrDefault()),
                Text(definition.EndOfText),
                Text(vocabulary.Token(TokenizerKeys.Pad)),
                Text(vocabulary.Token(TokenizerKeys.Unk))));
        }
        catch (TokenizerFormatException failure)
        {
            throw metadata.Wrong("tokenizer.ggml", failure.Message);
        }

        string? Text(int? id) => id is { } token ? vocabulary.Tokens[token] : null;
    }
}
