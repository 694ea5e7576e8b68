using System.Text;
using Pipelines.Tokenizers;
using Pipelines.Tokenizers.Decoders;
using Pipelines.Tokenizers.Normalizers;

namespace Pipelines.Serving.Tests;

/// <summary>Vocabularies to choose tokens from, and ways to cut a text into them.</summary>
internal static class Vocabularies
{
    /// <summary>Learnt from JSON and prose: tokens of several characters, and parts of characters.</summary>
    public static GrammarVocabulary Trained { get; } = new(Train());

    /// <summary>The 256 bytes, and tokens across all borders that grammars have.</summary>
    public static GrammarVocabulary Straddling { get; } = new(Straddle());

    /// <summary>As SentencePiece's: marks for spaces, and tokens that are single bytes.</summary>
    public static GrammarVocabulary Marked { get; } = new(Mark());

    public static IEnumerable<GrammarVocabulary> All => [Trained, Straddling, Marked];

    public static Tokenizer Train(int size = 900)
    {
        var documents = new List<string>();
        var random = new Random(5);
        string[] words =
        [
            "name", "age", "città", "价格", "🎉", "true", "null", "kind", "circle",
            "value", "item", "\\n", "\\u00e9", "hello world",
        ];
        for (var i = 0; i < 300; i++)
        {
            string Word() => words[random.Next(words.Length)];
            documents.Add($$"""
                {"{{Word()}}": "{{Word()}} {{Word()}}", "{{Word()}}": {{random.Next(-500, 500)}},
                  "list": [{{random.Next(9)}}, 2.5, "{{Word()}}"],
                  "inner": {"{{Word()}}": null, "x":[],"y":{} }
                 }
                """);
            documents.Add($"{Word()} of {Word()}, {Word()}: 2024-02-{random.Next(10, 29)} ({Word()})");
        }
        return BpeTrainer.Train(documents, new BpeTrainerOptions { VocabSize = size });
    }

    private static Tokenizer Straddle()
    {
        string[] tokens =
        [
            "\":", "\": \"", "\",\"", "\"},{\"", "[[", "]]", "}}", "{}", "[]", "{\"", "\"]", "1,", "12", "0]",
            "-1", ".5", "e1", "ab", "a\"",
            "\\\"", "\\u", "\\u00", "\\n\\", "  ", "\n  ", "true,", "null}", "false]",
            "\"name\":", "é\"", "日本", "本\"", "🎉🎉", "-0", "02-", "abc",
            "((", "))", "+1", "xyz", "foo", "foobar", ":[", "ull", "tru",
        ];
        byte[][] halves = [[0xE6, 0x97], [0xA5, 0x22], [0xF0, 0x9F], [0x8E, 0x89], [0x22, 0xE6], [0xC3], [0xA9, 0x2C]];
        var spellings = ByteAlphabet.InCharacterOrder.Select(value => ByteAlphabet.Spell(value).ToString())
            .Concat(tokens.Select(text => ByteAlphabet.Spell(System.Text.Encoding.UTF8.GetBytes(text))))
            .Concat(halves.Where(bytes => bytes.Length > 1).Select(bytes => ByteAlphabet.Spell(bytes)))
            .Append("<|end|>").Append("<|other|>").ToList();
        return new Tokenizer(new TokenizerDefinition([.. spellings], [], Splitter.Gpt2)
        {
            AddedTokens = [new AddedToken(spellings.Count - 2, "<|end|>"), new AddedToken(spellings.Count - 1, "<|other|>")],
            EndOfText = spellings.Count - 2,
        });
    }

    private static Tokenizer Mark()
    {
        string[] tokens =
        [
            "▁", "▁▁", "▁{", "▁\"", "▁[", "{\"", "\":", "\",", "▁1", "12", "▁-", "▁true", "▁null", "▁name",
            "ab", "▁ab", "日本", "▁日", "é\"", "▁▁\"",
        ];
        string[] spellings =
        [
            "<unk>", "<s>", "</s>", .. Enumerable.Range(0, 256).Select(value => ByteFallback.Spell((byte)value)),
            .. Enumerable.Range(0x21, 0x5E).Select(value => ((char)value).ToString()), .. tokens,
        ];
        return new Tokenizer(new TokenizerDefinition(spellings, new BpeModel([]) { ByteFallback = true, UnknownToken = "<unk>" })
        {
            Normalizer = new NormalizerSequence([new Prepend("▁"), new Replace(TextPattern.Literal(" "), "▁")]),
            Decoder = new DecoderSequence(
                new ReplaceDecoder(TextPattern.Literal("▁"), " "), new ByteFallback(), new Fuse(), new StripDecoder(new Rune(' '), 1, 0)),
            AddedTokens = [new AddedToken(0, "<unk>"), new AddedToken(1, "<s>"), new AddedToken(2, "</s>")],
            EndOfText = 2,
        });
    }

    /// <summary>A random way to write a text in tokens.</summary>
    public static List<int> Cut(this GrammarVocabulary vocabulary, byte[] text, Random random)
    {
        var tokens = new List<int>();
        for (var begin = 0; begin < text.Length;)
        {
            var fitting = Enumerable.Range(0, vocabulary.Size)
                .Where(id => vocabulary.Bytes(id) is { IsEmpty: false } bytes && text.AsSpan(begin).StartsWith(bytes)).ToList();
            var chosen = fitting[random.Next(fitting.Count)];
            tokens.Add(chosen);
            begin += vocabulary.Bytes(chosen).Length;
        }
        return tokens;
    }

    public static bool Has(this ulong[] mask, int token) => (mask[token >> 6] >> token & 1) != 0;

    public static ulong[] Mask(this GrammarMatcher matcher)
    {
        var mask = new ulong[matcher.Vocabulary.MaskLength];
        matcher.FillMask(mask);
        return mask;
    }
}
