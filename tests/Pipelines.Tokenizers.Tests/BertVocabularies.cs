using Pipelines.Tokenizers.Normalizers;

namespace Pipelines.Tokenizers.Tests;

/// <summary>Folders with a <c>vocab.txt</c> and no <c>tokenizer.json</c>.</summary>
public sealed class BertVocabularies : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("bert-uncased", "{}")]
    [InlineData("bert-uncased", null)]
    [InlineData("bert-cased", """{ "do_lower_case": false, "tokenize_chinese_chars": false, "strip_accents": null }""")]
    public void Are_the_tokenizer_that_a_whole_file_describes(string name, string? settings)
    {
        var whole = PeerFile.Read(name).Tokenizer;
        Write(whole.Definition.Spellings, settings);
        var expected = whole.Definition with { Model = (WordPieceModel)whole.Definition.Model with { LongestWord = 100 } };
        var read = Tokenizer.Load(folder.Path);
        var cleans = new Tokenizer(expected with { Decoder = read.Definition.Decoder });
        read.ToJson().ShouldBe(cleans.ToJson());
        read.EndOfText.ShouldBe(3);
        read.Mask.ShouldBe(4);
        read.Encode("", new EncodeOptions { AddTemplate = true }).ShouldBe([2, 3]);
    }

    [Fact]
    public void Give_way_to_a_whole_file()
    {
        Write(["[UNK]"], null);
        File.WriteAllBytes(folder.File("tokenizer.json"), PeerFile.Read("t5").Json);
        Tokenizer.Load(folder.Path).VocabSize.ShouldBe(478);
        TokenizerFiles.Find(folder.Path).ShouldBe(folder.File("tokenizer.json"));
    }

    [Fact]
    public void May_call_their_tokens_otherwise_and_repeat_them()
    {
        Write(["<unk>", "a", "", "##b", "a", "<s>", "</s>"], """
            { "unk_token": { "content": "<unk>" }, "cls_token": "<s>", "sep_token": "</s>", "eos_token": "</s>", "strip_accents": true, "do_lower_case": false }
            """);
        var tokenizer = Tokenizer.Load(folder.Path);
        tokenizer.Encode("áb", new EncodeOptions { AddTemplate = true }).ShouldBe([5, 4, 3, 6]);
        tokenizer.EndOfText.ShouldBe(6);
        tokenizer.Definition.Normalizer.ShouldBe(new BertNormalizer(StripAccents: true, Lowercase: false));
    }

    [Fact]
    public void Are_saved_as_a_whole_file_beside_them()
    {
        Write(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "a"], """{ "do_lower_case": true, "model_max_length": 512 }""");
        var tokenizer = Tokenizer.Load(folder.Path);
        tokenizer.Save(folder.File("tokenizer.json"));
        Tokenizer.Load(folder.Path).ToJson().ShouldBe(tokenizer.ToJson());
        File.ReadAllText(folder.File("tokenizer_config.json")).ShouldContain("\"model_max_length\": 512");
    }

    [Theory]
    [InlineData("a", "{}", "vocab.txt: has no line '[UNK]': it is no vocabulary of WordPiece")]
    [InlineData("[UNK]", """{ "do_lower_case": "no" }""", "tokenizer_config.json: do_lower_case is \"no\"; true or false was expected")]
    [InlineData("[UNK]", """{ "do_basic_tokenize": false }""", "do_basic_tokenize is false, which is not supported")]
    public void That_cannot_be_read_say_why(string token, string settings, string message)
    {
        Write([token], settings);
        Should.Throw<TokenizerFormatException>(() => Tokenizer.Load(folder.Path)).Message.ShouldContain(message);
    }

    private void Write(IEnumerable<string?> tokens, string? settings)
    {
        File.WriteAllLines(folder.File("vocab.txt"), tokens.Select(token => token ?? ""));
        if (settings is not null) File.WriteAllText(folder.File("tokenizer_config.json"), settings);
    }
}
