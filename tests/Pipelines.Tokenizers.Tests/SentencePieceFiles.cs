using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Pipelines.Tokenizers.Tests;

/// <summary>Folders whose tokenizer is SentencePiece's <c>tokenizer.model</c>.</summary>
public sealed class SentencePieceFiles : IDisposable
{
    private const int Normal = 1, Unknown = 2, Control = 3, UserDefined = 4, Byte = 6;

    private static readonly (string Text, float Score, int Type)[] structure =
        [("<unk>", 0, Unknown), ("<s>", 0, Control), ("</s>", 0, Control)];

    private static readonly (string Text, float Score, int Type)[] bytes =
        [.. Enumerable.Range(0, 256).Select(value => ($"<0x{value:X2}>", 0f, Byte))];

    private static readonly (string Text, float Score, int Type)[] text =
    [
        ("▁a", 0, Normal), ("ab", -1, Normal), ("▁ab", -2, Normal), ("ba", -3, Normal), ("▁▁", -4, Normal),
        ("▁", -5, Normal), ("a", -6, Normal), ("b", -7, Normal),
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("pipelines-spm-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Byte_pairs_are_merged_by_their_scores()
    {
        var tokenizer = Bpe();
        Spelled(tokenizer, "ab ba").ShouldBe(["▁ab", "▁", "ba"]);
        Spelled(tokenizer, "  abab").ShouldBe(["▁▁", "▁ab", "ab"]);
        Spelled(tokenizer, "aé").ShouldBe(["▁a", "<0xC3>", "<0xA9>"]);
        Spelled(tokenizer, "a</s>b", special: true).ShouldBe(["▁a", "</s>", "▁", "b"]);
        tokenizer.Encode("a", new EncodeOptions { AddTemplate = true }).ShouldBe([1, tokenizer.TokenId("▁a")!.Value]);
        foreach (var sample in new[] { "ab  ba é", " a", "中" }) tokenizer.Decode(tokenizer.Encode(sample)).ShouldBe(sample);
        (tokenizer.Names.Bos, tokenizer.Names.Eos, tokenizer.EndOfText).ShouldBe(("<s>", "</s>", 2));
    }

    [Fact]
    public void The_same_tokens_come_of_the_tokenizer_json_that_it_is_saved_as()
    {
        var tokenizer = Bpe();
        var saved = Path.Combine(folder, "saved", "tokenizer.json");
        tokenizer.Save(saved);
        var again = Tokenizer.Load(Path.GetDirectoryName(saved)!);
        var random = new Random(1);
        for (var round = 0; round < 200; round++)
        {
            var sample = RandomText.Next(random, ["a", "b", " ", "é", "</s>"], random.Next(1, 30));
            again.Encode(sample).ShouldBe(tokenizer.Encode(sample), sample);
        }
    }

    [Fact]
    public void Of_probabilities_the_likeliest_tokens_are_taken()
    {
        Write(Model(1, [.. structure, ("▁a", -1, Normal), ("b", -1, Normal), ("▁ab", -3, Normal), ("▁", -2, Normal), ("a", -2, Normal)]));
        var tokenizer = Tokenizer.Load(folder);
        Spelled(tokenizer, "ab").ShouldBe(["▁a", "b"]);
        Spelled(tokenizer, "xa").ShouldBe(["▁", "<unk>", "a"]);
        tokenizer.Encode("a", new EncodeOptions { AddTemplate = true })[^1].ShouldBe(2);
    }

    [Fact]
    public void The_files_beside_it_add_tokens_and_say_what_is_put_around_a_text()
    {
        Write(Model(2, [.. structure, .. bytes, .. text]));
        var count = structure.Length + bytes.Length + text.Length;
        Write("tokenizer_config.json", new
        {
            add_bos_token = false,
            add_eos_token = true,
            eos_token = new { content = "<|end|>" },
            added_tokens_decoder = new Dictionary<string, object>
            {
                [$"{count + 1}"] = new { content = "<|end|>", rstrip = true, special = true },
            },
        });
        Write("added_tokens.json", new Dictionary<string, int> { ["<think>"] = count });
        var tokenizer = Tokenizer.Load(folder);
        tokenizer.EndOfText.ShouldBe(count + 1);
        Spelled(tokenizer, "a<think>b<|end|> a", special: true).ShouldBe(["▁a", "<think>", "▁", "b", "<|end|>", "▁a"]);
        tokenizer.Encode("a", new EncodeOptions { AddTemplate = true }).ShouldBe([259, count + 1]);
        tokenizer.IsSpecial(count).ShouldBeFalse();
    }

    [Fact]
    public void Without_legacy_only_a_texts_beginning_gets_a_mark()
    {
        Write(Model(2, [.. structure, .. bytes, .. text]));
        Write("tokenizer_config.json", new { legacy = false });
        Spelled(Tokenizer.Load(folder), "a</s>b", special: true).ShouldBe(["▁a", "</s>", "b"]);
    }

    [Fact]
    public void White_space_is_left_out_and_no_mark_put_before_as_it_says()
    {
        Write(Model(2, [.. structure, .. bytes, .. text], hasPrefix: false, removesSpaces: true));
        Spelled(Tokenizer.Load(folder), "  ab   ba ").ShouldBe(["ab", "▁", "ba"]);
    }

    [Fact]
    public void A_tokenizer_json_goes_first()
    {
        Bpe();
        SampleTokenizers.WithAdded().Save(Path.Combine(folder, "tokenizer.json"));
        Tokenizer.Load(folder).VocabSize.ShouldBe(256);
    }

    [Fact]
    public void What_is_not_supported_or_damaged_is_said()
    {
        Refused("its model is Word", Model(3, structure));
        Refused("it is no SentencePiece model", "no protobuf at all"u8.ToArray());
        Refused("it has no pieces", []);
        var model = Model(2, [.. structure, .. bytes, .. text]);
        var random = new Random(3);
        for (var round = 0; round < 300; round++)
        {
            byte[] changed = [.. model[..random.Next(1, model.Length)]];
            changed[random.Next(changed.Length)] = (byte)random.Next(256);
            Write(changed);
            try
            {
                Tokenizer.Load(folder).Encode("ab");
            }
            catch (TokenizerFormatException failure)
            {
                failure.Message.ShouldStartWith(Path.Combine(folder, "tokenizer.model"));
            }
        }

        void Refused(string problem, byte[] content)
        {
            Write(content);
            Should.Throw<TokenizerFormatException>(() => Tokenizer.Load(folder)).Message.ShouldContain(problem);
        }
    }

    private Tokenizer Bpe()
    {
        Write(Model(2, [.. structure, .. bytes, .. text]));
        return Tokenizer.Load(folder);
    }

    private static List<string> Spelled(Tokenizer tokenizer, string sample, bool special = false) =>
        [.. tokenizer.Encode(sample, new EncodeOptions { SpecialTokensAsText = !special })
            .Select(id => tokenizer.Definition.Spellings[id]!)];

    private void Write(byte[] model) => File.WriteAllBytes(Path.Combine(folder, "tokenizer.model"), model);

    private void Write(string name, object content) =>
        File.WriteAllText(Path.Combine(folder, name), JsonSerializer.Serialize(content));

    /// <summary>The bytes of a <c>ModelProto</c>.</summary>
    private static byte[] Model(
        int kind, (string Text, float Score, int Type)[] pieces, bool hasPrefix = true, bool removesSpaces = false)
    {
        List<byte> model = [];
        foreach (var piece in pieces)
        {
            var score = new byte[5];
            score[0] = 2 << 3 | 5;
            BinaryPrimitives.WriteSingleLittleEndian(score.AsSpan(1), piece.Score);
            model.AddRange(Message(1, [.. Message(1, Encoding.UTF8.GetBytes(piece.Text)), .. score, .. Number(3, piece.Type)]));
        }

        model.AddRange(Message(2, [.. Number(3, kind), .. Number(43, -1)]));
        model.AddRange(Message(3, [.. Number(3, hasPrefix ? 1 : 0), .. Number(4, removesSpaces ? 1 : 0)]));
        return [.. model];
    }

    private static byte[] Message(int field, byte[] content) =>
        [.. Varint((ulong)field << 3 | 2), .. Varint((ulong)content.Length), .. content];

    private static byte[] Number(int field, long value) => [.. Varint((ulong)field << 3), .. Varint((ulong)value)];

    private static byte[] Varint(ulong value)
    {
        List<byte> bytes = [];
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        return [.. bytes, (byte)value];
    }
}
