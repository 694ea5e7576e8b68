using Pipelines.Formats.Gguf;
using Pipelines.Models.Tests.LlamaCpp;
using Pipelines.Tokenizers;
using Pipelines.Tokenizers.Tests;

namespace Pipelines.Models.Tests.Gguf.Tokenizers;

/// <summary>llama.cpp makes the same tokens of the same texts by WordPiece and by Unigram.</summary>
public sealed class LlamaTokenizesWords : IDisposable
{
    private static readonly string[] alphabet =
    [
        "the", "The", "string", "ing", "value", "s", "a", "B", "é", "É", "中", "1", ".", ",", "-", "$", "!?", " ", " ", "  ",
        "[CLS]", "[MASK]", "</s>", "x", "µ",
    ];

    private readonly VocabularyFile file = new();
    private readonly GgufMetadata metadata = new();

    public void Dispose() => file.Dispose();

    [LlamaFact]
    public void Of_a_BERT()
    {
        string[] words = ["the", "string", "value", "values", "str", "a", "b", "e", "1", ".", ",", "-", "$", "中", "s"];
        string[] parts = ["##ing", "##s", "##e", "##a", "##b", "##1", "##the", "##str"];
        Write(
            "bert",
            ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", .. words.Select(word => "▁" + word), .. parts.Select(part => part[2..])],
            id => id == 1 ? 2 : id < 5 ? 3 : 1);
        (string Name, int Id)[] special = [("padding", 0), ("unknown", 1), ("bos", 2), ("seperator", 3), ("mask", 4)];
        foreach (var (name, id) in special) metadata.Set($"tokenizer.ggml.{name}_token_id", id);
        var read = GgufTokenizer.Read(metadata);
        read.Definition.Spellings.Skip(5).ShouldBe([.. words, .. parts]);
        Agree(read);
        read.Decode(read.Encode("The strings, the values.")).ShouldBe("the strings, the values.");
        Tokenizer.FromJson(read.ToJson()).Encode("The strings").ShouldBe(read.Encode("The strings"));
    }

    [LlamaFact]
    public void Of_a_T5()
    {
        var texts = SentencePieceSamples.Spellings.Skip(259).OfType<string>().ToList();
        var random = new Random(8);
        Write("t5", ["<pad>", "</s>", "<unk>", .. texts], id => id == 2 ? 2 : id < 3 ? 3 : 1);
        metadata.Set("tokenizer.ggml.scores", [0f, 0f, 0f, .. texts.Select(text => -4 - random.NextSingle() * 6 / text.Length)]);
        metadata.Set("tokenizer.ggml.add_space_prefix", true);
        metadata.Set("tokenizer.ggml.remove_extra_whitespaces", true);
        var read = GgufTokenizer.Read(metadata);
        Agree(read);
        Tokenizer.FromJson(read.ToJson()).Encode("the string").ShouldBe(read.Encode("the string"));
        metadata.Set("tokenizer.ggml.remove_extra_whitespaces", false);
        Should.Throw<GgufException>(() => GgufTokenizer.Read(metadata)).Message.ShouldContain("only so Unigram is read");
    }

    private void Write(string model, string[] tokens, Func<int, int> type)
    {
        metadata.Set("tokenizer.ggml.model", model);
        metadata.Set("tokenizer.ggml.tokens", tokens);
        metadata.Set("tokenizer.ggml.token_type", tokens.Select((_, id) => type(id)));
        metadata.Set("tokenizer.ggml.token_type_count", 2);
    }

    private void Agree(Tokenizer read)
    {
        using var llama = file.Open(metadata);
        var random = new Random(3);
        for (var round = 0; round < 300; round++)
        {
            // Line breaks are spaces to the tables of characters that such tokenizers come with; there is none here.
            var text = RandomText.Next(random, round % 3 == 0 ? RandomText.Words : alphabet, random.Next(1, 30)).Replace('\n', ' ');
            llama.Tokenize(text).ShouldBe(read.Encode(text), $"'{text}'");
            llama.Tokenize(text, template: true, special: false).ShouldBe(
                read.Encode(text, new EncodeOptions { AddTemplate = true, SpecialTokensAsText = true }), $"'{text}'");
        }
    }
}
