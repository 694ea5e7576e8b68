using Pipelines.Formats.Gguf;
using Pipelines.Models.Tests.LlamaCpp;
using Pipelines.Tokenizers;
using Pipelines.Tokenizers.Decoders;
using Pipelines.Tokenizers.Tests;

namespace Pipelines.Models.Tests.Gguf.Tokenizers;

/// <summary>llama.cpp cuts text into the same words by every name, but where it knows a pattern only nearly.</summary>
public sealed class LlamaCutsText : IDisposable
{
    /// <summary>Letters, digits, symbols, white space, which merges join with each other wherever they are one word.</summary>
    private static readonly string[] alphabet =
    [
        "a", "B", "s", "re", "'", "'s", "'LL", "é", "ж", "中", "か", "1", "2", "٣", ".", ",", "!", "(", "|", "$", "^", "`", "_", "/", "€",
        " ", " ", "  ", "\n", "\r\n", "\t",
    ];

    private readonly VocabularyFile file = new();

    public static TheoryData<string> Names => [.. PreTokenizerNames.All];

    public void Dispose() => file.Dispose();

    [LlamaTheory]
    [MemberData(nameof(Names))]
    public void Into_the_same_words_by_every_name(string name)
    {
        var definition = Joining(name);
        var metadata = new GgufMetadata();
        GgufTokenizer.Write(metadata, new Tokenizer(definition), TokenIds.None, chat: null, definition.Spellings.Count);
        PreTokenizerNames.Find(metadata.Text("tokenizer.ggml.pre"))!.Names.ShouldContain(name);
        metadata.Set("tokenizer.ggml.pre", name);
        using var llama = file.Open(metadata);
        var read = GgufTokenizer.Read(metadata);
        var random = new Random(6);
        for (var round = 0; round < 150; round++)
        {
            var text = RandomText.Next(random, alphabet, random.Next(1, 30));
            llama.Tokenize(text).ShouldBe(read.Encode(text), text);
        }
    }

    /// <summary>A tokenizer that cuts text so, and merges any two bytes that stand beside each other in a word.</summary>
    private static TokenizerDefinition Joining(string name)
    {
        var pre = PreTokenizerNames.Find(name)!;
        List<string?> spellings = [.. Enumerable.Range(0, 256).Select(value => ByteAlphabet.Spell((byte)value).ToString())];
        var used = alphabet.SelectMany(System.Text.Encoding.UTF8.GetBytes).Distinct().Order().ToList();
        var merges = new List<Merge>();
        foreach (var left in used)
            foreach (var right in used)
            {
                merges.Add(new Merge(left, right));
                spellings.Add(spellings[left] + spellings[right]);
            }
        spellings.Add("<|endoftext|>");
        return new TokenizerDefinition(spellings, new BpeModel(merges) { IgnoreMerges = pre.IgnoreMerges })
        {
            PreTokenizer = CutPatterns.Make(pre.Patterns),
            Decoder = new ByteLevelDecoder(),
            AddedTokens = [new AddedToken(spellings.Count - 1, "<|endoftext|>")],
            EndOfText = spellings.Count - 1,
        };
    }
}
