using System.Diagnostics;
using Pipelines.Formats.Gguf;
using Pipelines.Models.Tests.LlamaCpp;
using Pipelines.Tokenizers;
using Pipelines.Tokenizers.Tests;

namespace Pipelines.Models.Tests.Gguf.Tokenizers;

/// <summary>llama.cpp makes the same tokens of the same texts, from the tokenizer in a GGUF file.</summary>
public sealed class LlamaTokenizes : IDisposable
{
    private static readonly string[] special = ["<|endoftext|>", "<|begin|>", "<|im_start|>", "<|im_end|>", "<|reserved_0|>"];

    private readonly VocabularyFile file = new();

    public void Dispose() => file.Dispose();

    [LlamaTheory]
    [InlineData("gpt2", false, "gpt-2")]
    [InlineData("llama3", true, "llama-bpe")]
    [InlineData("llama3", false, "smaug-bpe")]
    [InlineData("qwen2", false, "qwen2")]
    public void The_same_tokens_of_any_text(string splitter, bool ignoreMerges, string pre)
    {
        var tokenizer = Trained(splitter, ignoreMerges);
        var metadata = Written(tokenizer);
        metadata.Text("tokenizer.ggml.pre").ShouldBe(pre);
        using var llama = file.Open(metadata);
        var random = new Random(3);
        string[] structured = [.. RandomText.AllPlanes, .. special, "user\n", "<|im_", "|>"];
        for (var round = 0; round < 300; round++)
        {
            var text = RandomText.Next(random, round % 3 == 0 ? RandomText.Words : structured, random.Next(1, 40));
            llama.Tokenize(text).ShouldBe(tokenizer.Encode(text), Shown(text));
            llama.Tokenize(text, special: false)
                .ShouldBe(tokenizer.Encode(text, new EncodeOptions { SpecialTokensAsText = true }), Shown(text));
        }
    }

    /// <summary>Every character beside a letter, a digit, a symbol and spaces, with which it is merged where they are one word.</summary>
    [LlamaTheory]
    [InlineData("gpt2")]
    [InlineData("llama3")]
    public void The_same_words_around_every_character(string splitter)
    {
        var tokenizer = Neighbours("a1. "u8, splitter);
        using var llama = file.Open(Written(tokenizer));
        var wrong = new List<string>();
        foreach (var block in Enumerable.Range(1, 0xFFFF).Concat(Enumerable.Range(0x1D000, 0x2000)).Chunk(512))
        {
            var characters = block.Where(code => code is < 0xD800 or >= 0xE000).Select(char.ConvertFromUtf32).ToList();
            if (Disagree(characters)) wrong.AddRange(characters.Where(character => Disagree([character])));
        }
        OfPythonsUnicode(string.Concat(wrong)).ShouldBeEmpty();     // newer characters are letters here, and nothing yet in llama.cpp

        bool Disagree(IEnumerable<string> characters)
        {
            const string border = "<|endoftext|>";
            var text = string.Join(
                border, characters.SelectMany(one => (string[])[$"a{one}a", $"1{one}1", $".{one}.", $" {one} ", $"\n{one}a"]));
            return !llama.Tokenize(text).SequenceEqual(tokenizer.Encode(text));
        }
    }

    [LlamaFact]
    public void Special_tokens_are_what_they_are()
    {
        var trained = Trained("llama3", ignoreMerges: false);
        int Id(string text) => trained.TokenId(text)!.Value;
        var definition = trained.Definition with { TemplatePrefix = [Id("<|begin|>")], TemplateSuffix = [Id("<|endoftext|>")] };
        var tokenizer = new Tokenizer(definition).WithNames(new TemplateTokens(Pad: "<|reserved_0|>"));
        var chat = new ChatFormat(tokenizer, ChatTemplate.BuiltIn("chatml"));
        var metadata = new GgufMetadata();
        GgufTokenizer.Write(metadata, tokenizer, TokenIds.None, chat, tokenizer.VocabSize + 3).ShouldBeEmpty();
        using var llama = file.Open(metadata);
        (llama.Bos, llama.Eos).ShouldBe((Id("<|begin|>"), Id("<|endoftext|>")));
        (llama.Eot, llama.Pad).ShouldBe((Id("<|im_end|>"), Id("<|reserved_0|>")));
        (llama.AddsBos, llama.AddsEos, llama.VocabSize).ShouldBe((true, true, tokenizer.VocabSize + 3));
        llama.Control.ShouldBe(special.Select(Id).Order());
        llama.Tokenize("text", template: true).ShouldBe(tokenizer.Encode("text", new EncodeOptions { AddTemplate = true }));
    }

    [LlamaTheory]
    [InlineData("chatml")]
    [InlineData("llama3")]
    public void The_chat_template_gives_the_same_tokens_of_a_conversation(string name)
    {
        var template = ChatTemplate.BuiltIn(name);
        var tokenizer = SampleTokenizers.Train(Splitter.Llama3, ["<|endoftext|>", .. template.SpecialTokens]);
        var format = new ChatFormat(tokenizer, template);
        var metadata = new GgufMetadata();
        GgufTokenizer.Write(metadata, tokenizer, TokenIds.None, format, tokenizer.VocabSize);
        using var llama = file.Open(metadata);
        llama.Template.ShouldBe(template.Source);
        (string Role, string Content)[] conversation =
            [("system", "Be brief."), ("user", "the string is null?"), ("assistant", "No.\n\nNever"), ("user", "Why not")];
        var prompt = llama.ApplyTemplate(template.Source, conversation);
        llama.Tokenize(prompt).ShouldBe(format.EncodePrompt([.. conversation.Select(turn => new ChatMessage(turn.Role, turn.Content))]));
    }

    private static Tokenizer Trained(string splitter, bool ignoreMerges)
    {
        var trained = SampleTokenizers.Train(Named(splitter), special).Definition;
        return new(trained with { Model = new BpeModel(trained.Merges) { IgnoreMerges = ignoreMerges } });
    }

    /// <summary>A tokenizer that merges some bytes with whatever byte is before or behind them.</summary>
    private static Tokenizer Neighbours(ReadOnlySpan<byte> bytes, string splitter)
    {
        List<string?> spellings = [.. Enumerable.Range(0, 256).Select(value => ByteAlphabet.Spell((byte)value).ToString())];
        var merges = new List<Merge>();
        foreach (var one in bytes)
            for (var other = 0; other < 256; other++)
                foreach (var (left, right) in ((int, int)[])[(one, other), (other, one)])
                {
                    var spelling = spellings[left] + spellings[right];
                    if (spellings.Contains(spelling)) continue;
                    merges.Add(new Merge(left, right));
                    spellings.Add(spelling);
                }
        spellings.Add("<|endoftext|>");
        return new Tokenizer(new TokenizerDefinition(spellings, merges, Named(splitter))
        {
            AddedTokens = [new AddedToken(spellings.Count - 1, "<|endoftext|>")],
            EndOfText = spellings.Count - 1,
        });
    }

    /// <summary>Those of a text's characters that this machine's Python knows.</summary>
    private static string OfPythonsUnicode(string text)
    {
        const string program = "import sys, unicodedata as u; print(''.join(c for c in sys.argv[1] if u.category(c) != 'Cn'), end='')";
        var start = new ProcessStartInfo("/usr/bin/python3", ["-c", program, text]) { RedirectStandardOutput = true };
        using var python = Process.Start(start)!;
        return python.StandardOutput.ReadToEnd();
    }

    private static Splitter Named(string splitter) =>
        ((Splitter[])[Splitter.Gpt2, Splitter.Llama3, Splitter.Qwen2]).Single(one => one.Name == splitter);

    private static GgufMetadata Written(Tokenizer tokenizer)
    {
        var metadata = new GgufMetadata();
        GgufTokenizer.Write(metadata, tokenizer, TokenIds.None, chat: null, tokenizer.VocabSize).ShouldBeEmpty();
        return metadata;
    }

    private static string Shown(string text) => string.Join(' ', text.Select(character => $"{(int)character:X4}"));
}
