using System.Text;
using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>
/// <c>WordPiece</c> (Schuster and Nakajima 2012; Devlin et al. 2019): from the beginning of a word the longest token that fits, again and
/// again; tokens within a word are spelled with a prefix. A word that cannot be made so is one unknown token, so that its text is lost.
/// </summary>
/// <param name="UnknownToken">what stands for such a word, spelled as in the vocabulary</param>
/// <param name="ContinuingPrefix">what the spelling of a token within a word begins with</param>
/// <param name="LongestWord">of how many characters a word may be; a longer one is unknown</param>
public sealed record WordPieceModel(string UnknownToken = "[UNK]", string ContinuingPrefix = "##", int LongestWord = 100) : TokenizerModel
{
    /// <summary>How many ids are the model's own; those from here on are of added tokens, which words are not made of.</summary>
    public int Tokens { get; init; } = int.MaxValue;

    /// <inheritdoc/>
    public override string Type => "WordPiece";

    /// <inheritdoc/>
    internal override Func<WordTokenizer> Prepare(Vocabulary vocabulary)
    {
        var trie = ByteTrie.OfText(vocabulary, Tokens);
        var unknown = vocabulary.Find(UnknownToken) ?? throw new TokenizerFormatException(
            $"the unknown token '{UnknownToken}' is not in the vocabulary, so that some text could not be encoded");
        var within = trie.Walk(Encoding.UTF8.GetBytes(ContinuingPrefix));
        return () => new WordPieceTokenizer(trie, within, unknown, LongestWord);
    }

    /// <inheritdoc/>
    internal override void Write(Utf8JsonWriter json, IReadOnlyList<string?> spellings)
    {
        json.WriteStartObject();
        json.WriteString("type", Type);
        json.WriteString("unk_token", UnknownToken);
        json.WriteString("continuing_subword_prefix", ContinuingPrefix);
        json.WriteNumber("max_input_chars_per_word", LongestWord);
        json.WriteStartObject("vocab");
        for (var id = 0; id < Math.Min(Tokens, spellings.Count); id++)
            if (spellings[id] is { } spelling) json.WriteNumber(spelling, id);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
