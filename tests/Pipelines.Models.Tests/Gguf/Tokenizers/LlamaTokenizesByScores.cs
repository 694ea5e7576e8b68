using Pipelines.Formats.Gguf;
using Pipelines.Models.Tests.LlamaCpp;
using Pipelines.Tokenizers;
using Pipelines.Tokenizers.Tests;

namespace Pipelines.Models.Tests.Gguf.Tokenizers;

/// <summary>llama.cpp makes the same tokens of the same texts where tokens have scores.</summary>
public sealed class LlamaTokenizesByScores : IDisposable
{
    private static readonly string[] pieces = [.. RandomText.AllPlanes, "<s>", "</s>", "<unk>", "<0x41>", "▁", "▁▁", "  the", "string"];

    private readonly VocabularyFile file = new();

    public void Dispose() => file.Dispose();

    [LlamaTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_folders_tokenizer_is_the_same_in_a_file_and_in_our_reading_of_it(bool hasPrefix)
    {
        var tokenizer = new Tokenizer(SentencePieceSamples.Definition(hasPrefix));
        var metadata = Written(tokenizer);
        metadata.Text("tokenizer.ggml.model").ShouldBe("llama");
        using var llama = file.Open(metadata);
        var read = GgufTokenizer.Read(metadata);
        Agree(llama, tokenizer, read);
        (llama.Bos, llama.Eos, llama.AddsBos, llama.AddsEos).ShouldBe((1, 2, true, false));
        llama.Tokenize("the string", template: true).ShouldBe(read.Encode("the string", new EncodeOptions { AddTemplate = true }));
        llama.Control.ShouldBe([1, 2]);
    }

    [LlamaFact]
    public void Tokens_become_the_same_text()
    {
        var metadata = Written(new Tokenizer(SentencePieceSamples.Definition()));
        using var llama = file.Open(metadata);
        var read = GgufTokenizer.Read(metadata);
        var random = new Random(4);
        for (var round = 0; round < 200; round++)
        {
            var text = RandomText.Next(random, RandomText.Words, random.Next(1, 20));
            var ids = read.Encode(text);
            read.Decode(ids).ShouldBe(text);
            llama.Detokenize(ids).ShouldBe(System.Text.Encoding.UTF8.GetBytes(text));
        }
    }

    /// <summary>Pieces of every kind with scores of which many are the same: the leftmost goes first; unused ones are merged to.</summary>
    [LlamaFact]
    public void Any_scores_give_the_same_tokens()
    {
        var random = new Random(5);
        for (var round = 0; round < 8; round++)
        {
            var texts = new HashSet<string>();
            while (texts.Count < 150) texts.Add(RandomText.Next(random, ["a", "b", "▁", "é", "中", "1"], random.Next(1, 6)));
            string[] spellings = [.. SentencePieceSamples.Spellings.Take(259).OfType<string>(), .. texts];
            var metadata = new GgufMetadata();
            metadata.Set("tokenizer.ggml.model", "llama");
            metadata.Set("tokenizer.ggml.tokens", spellings);
            metadata.Set("tokenizer.ggml.scores", spellings.Select(_ => (float)random.Next(-12, 3)));
            metadata.Set("tokenizer.ggml.token_type", spellings.Select(
                (_, id) => id == 0 ? 2 : id < 3 ? 3 : id < 259 ? 6 : id % 9 == 0 ? 5 : 1));
            metadata.Set("tokenizer.ggml.add_space_prefix", round % 2 == 0);
            using var llama = file.Open(metadata);
            var read = GgufTokenizer.Read(metadata);
            for (var i = 0; i < 100; i++)
            {
                var text = RandomText.Next(random, ["a", "b", " ", "é", "中", "1", "▁", "x"], random.Next(1, 60));
                llama.Tokenize(text).ShouldBe(read.Encode(text), text);
            }
        }
    }

    [LlamaFact]
    public void User_defined_tokens_are_found_as_a_whole()
    {
        var definition = SentencePieceSamples.Definition();
        var id = definition.Spellings.Count;
        var tokenizer = new Tokenizer(definition with
        {
            Spellings = [.. definition.Spellings, "<think>", "<|user|>"],
            AddedTokens = [.. definition.AddedTokens, new(id, "<think>") { Special = false }, new(id + 1, "<|user|>")],
        });
        var metadata = Written(tokenizer);
        using var llama = file.Open(metadata);
        const string text = "the string<think> values <|user|>returns</s> the";
        foreach (var special in new[] { true, false })
            llama.Tokenize(text, special: special).ShouldBe(
                GgufTokenizer.Read(metadata).Encode(text, new EncodeOptions { SpecialTokensAsText = !special }));
    }

    private static void Agree(LlamaModel llama, params Tokenizer[] tokenizers)
    {
        var random = new Random(3);
        for (var round = 0; round < 300; round++)
        {
            var text = RandomText.Next(random, round % 3 == 0 ? RandomText.Words : pieces, random.Next(1, 40));
            foreach (var tokenizer in tokenizers)
            {
                llama.Tokenize(text).ShouldBe(tokenizer.Encode(text), text);
                llama.Tokenize(text, special: false).ShouldBe(
                    tokenizer.Encode(text, new EncodeOptions { SpecialTokensAsText = true }), text);
            }
        }
    }

    private static GgufMetadata Written(Tokenizer tokenizer)
    {
        var metadata = new GgufMetadata();
        GgufTokenizer.Write(metadata, tokenizer, TokenIds.None, chat: null, tokenizer.VocabSize).ShouldBeEmpty();
        return metadata;
    }
}
