using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pipelines.Tokenizers.Normalizers;

namespace Pipelines.Tokenizers.Tests;

public sealed class TokenizerJson
{
    [Theory]
    [InlineData("gpt2")]
    [InlineData("llama3")]
    [InlineData("qwen2")]
    public void What_is_written_reads_back_to_the_same_tokenizer(string name)
    {
        var splitter = new[] { Splitter.Gpt2, Splitter.Llama3, Splitter.Qwen2 }.Single(candidate => candidate.Name == name);
        var trained = SampleTokenizers.Train(splitter, "<|endoftext|>", "<|begin|>");
        var original = new Tokenizer(trained.Definition with
        {
            TemplatePrefix = [1],
            TemplateSuffix = [0],
            Normalizer = new Nfc(),
            Model = new BpeModel(trained.Merges) { IgnoreMerges = true },
            AddedTokens =
            [
                .. trained.AddedTokens,
                new AddedToken(700, "<x>") { Special = false, Normalized = true, SingleWord = true, LeftStrip = true, RightStrip = true },
            ],
            Spellings = [.. trained.Definition.Spellings, "<x>"],
        });
        var read = Tokenizer.FromJson(original.ToJson());
        read.ToJson().ShouldBe(original.ToJson());
        read.Definition.Splitter.ShouldBe(splitter);
        read.Definition.Spellings.ShouldBe(original.Definition.Spellings);
        read.Merges.ShouldBe(original.Merges);
        read.AddedTokens.ShouldBe(original.AddedTokens);
        read.Definition.TemplatePrefix.ShouldBe([1]);
        read.Definition.TemplateSuffix.ShouldBe([0]);
        read.Definition.Normalizer.ShouldBe(new Nfc());
        ((BpeModel)read.Definition.Model).IgnoreMerges.ShouldBeTrue();
        read.EndOfText.ShouldBe(0);
    }

    [Fact]
    public void Members_stand_in_the_order_of_other_writers_and_the_vocabulary_in_that_of_ids()
    {
        using var json = JsonDocument.Parse(SampleTokenizers.Train(Splitter.Llama3).ToJson());
        json.RootElement.EnumerateObject().Select(member => member.Name).ShouldBe(
            ["version", "truncation", "padding", "added_tokens", "normalizer", "pre_tokenizer", "post_processor", "decoder", "model"]);
        var model = json.RootElement.GetProperty("model");
        model.GetProperty("vocab").EnumerateObject().Select(token => token.Value.GetInt32()).ShouldBe(Enumerable.Range(0, 700));
        model.GetProperty("merges")[0].GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public void Files_are_saved_with_the_name_of_the_end_of_text()
    {
        using var folder = new TemporaryFolder();
        var original = SampleTokenizers.Train(Splitter.Llama3, "<|user|>", "<|endoftext|>");
        original.Save(folder.File("tokenizer.json"));
        Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order().ShouldBe(["tokenizer.json", "tokenizer_config.json"]);
        Tokenizer.Load(folder.Path).EndOfText.ShouldBe(0);
        File.Delete(folder.File("tokenizer_config.json"));
        Tokenizer.Load(folder.File("tokenizer.json")).EndOfText.ShouldBe(1, "without that file the usual name is the end of text");
        File.WriteAllText(folder.File("tokenizer_config.json"), """{ "eos_token": { "content": "<|user|>" } }""");
        Tokenizer.Load(folder.Path).EndOfText.ShouldBe(0);
    }

    [Fact]
    public void Older_files_spell_a_merge_as_one_string()
    {
        var file = Sample();
        var expected = Read(file);
        var merges = file["model"]!["merges"]!.AsArray();
        file["model"]!["merges"] = new JsonArray(
            [JsonValue.Create("#version: 0.2"), .. merges.Select(merge => JsonValue.Create($"{merge![0]} {merge[1]}"))]);
        file["model"]!.AsObject().Remove("type");
        Read(file).Merges.ShouldBe(expected.Merges);
    }

    [Fact]
    public void A_word_that_is_a_token_is_that_token_when_merges_are_ignored()
    {
        var definition = SampleTokenizers.WithAdded().Definition;
        var withWord = new TokenizerDefinition([.. definition.Spellings, "abc"], [], Splitter.Llama3);
        new Tokenizer(withWord).Encode("abc").Length.ShouldBe(3);
        var ignoring = new Tokenizer(withWord with { Model = new BpeModel([]) { IgnoreMerges = true } });
        ignoring.Encode("abc abc").ShouldBe([256, .. new Tokenizer(withWord).Encode(" abc")]);
    }

    [Fact]
    public void Templates_in_a_sequence_are_read()
    {
        var file = Sample();
        file["post_processor"] = JsonNode.Parse("""
            {"type":"Sequence","processors":[
              {"type":"ByteLevel","add_prefix_space":true,"trim_offsets":false,"use_regex":true},
              {"type":"TemplateProcessing",
               "single":[{"SpecialToken":{"id":"<b>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],
               "pair":[],"special_tokens":{"<b>":{"id":"<b>","ids":[0],"tokens":["<b>"]}}}]}
            """);
        Read(file).Encode("a", new EncodeOptions { AddTemplate = true })[0].ShouldBe(0);
    }

    [Theory]
    [InlineData("/version", "\"2.0\"", "version is \"2.0\"")]
    [InlineData("/model/type", "\"WordLevel\"", "model has the type 'WordLevel'; what is supported: ")]
    [InlineData("/model/dropout", "0.1", "model.dropout is 0.1")]
    [InlineData("/model/continuing_subword_prefix", "\"##\"", "model.continuing_subword_prefix is \"##\"")]
    [InlineData("/model/end_of_word_suffix", "\"_w\"", "model.end_of_word_suffix is \"_w\"")]
    [InlineData("/model/ignore_merges", "1", "model.ignore_merges is 1; true or false was expected")]
    [InlineData("/model/vocab/a", "-1", "model.vocab.a is -1; an id was expected")]
    [InlineData("/model/vocab/a", "5000000", "model.vocab.a is 5000000; an id was expected")]
    [InlineData("/model/vocab/a", "3", "which is the id of")]
    [InlineData("/model/merges", "[[\"a\"]]", "model.merges[0] is [\"a\"]; a pair of tokens was expected")]
    [InlineData("/model/merges", "[\"a b c\"]", "model.merges[0] is \"a b c\"; a pair of tokens was expected")]
    [InlineData("/model/merges", "[[\"a\",\"nowhere\"]]", "model.merges[0] merges 'nowhere', which is not in the vocabulary")]
    [InlineData("/model/merges", "[[\"!\",\"~\"]]", "merge 0 ('!' and '~') makes no token of the vocabulary")]
    [InlineData("/model", "null", "the file has no 'model'")]
    [InlineData("/normalizer", "{\"type\":\"Nmt2\"}", "normalizer is {\"type\":\"Nmt2\"}, which is not supported; what is: ")]
    [InlineData("/pre_tokenizer", "{\"type\":\"Jieba\"}", "pre_tokenizer is {\"type\":\"Jieba\"}, which is not supported; what is: BertPreTokenizer, ")]
    [InlineData("/pre_tokenizer", "{\"type\":\"Metaspace\"}", "pre_tokenizer has no 'replacement'")]
    [InlineData("/pre_tokenizer", "{\"type\":\"Metaspace\",\"replacement\":\"ab\"}", "pre_tokenizer.replacement is \"ab\"; one character")]
    [InlineData("/pre_tokenizer/pretokenizers/0/pattern/Regex", "\"\\\\p{Tamil}+\"", "the property \\p{Tamil} is not supported")]
    [InlineData("/pre_tokenizer/pretokenizers/0/pattern/Regex", "\"(a\"", "pre_tokenizer.pretokenizers[0].pattern.Regex is \"(a\": not a regular")]
    [InlineData("/pre_tokenizer/pretokenizers/0/behavior", "\"Gone\"", "pre_tokenizer.pretokenizers[0].behavior is \"Gone\", which is not")]
    [InlineData("/decoder", "{\"type\":\"CTC\"}", "decoder is {\"type\":\"CTC\"}, which is not supported; what is: ByteFallback, ")]
    [InlineData("/post_processor", "{\"type\":\"Other\"}", "post_processor is {\"type\":\"Other\"}, which")]
    [InlineData("/added_tokens/0/content", "\"other\"", "id 0 is both '<b>' and the added token 'other'")]
    [InlineData("/added_tokens/0/content", "\"\"", "added token 0 has no content")]
    [InlineData("/added_tokens", "{}", "added_tokens is {}; an array was expected")]
    public void What_is_not_supported_is_refused_by_name(string path, string value, string message)
    {
        var file = Sample();
        var names = path[1..].Split('/');
        var parent = names[..^1].Aggregate((JsonNode)file, (node, name) => int.TryParse(name, out var index) ? node[index]! : node[name]!);
        parent[names[^1]] = JsonNode.Parse(value);
        Should.Throw<TokenizerFormatException>(() => Read(file)).Message.ShouldContain(message);
    }

    [Fact]
    public void A_byte_without_a_token_is_named()
    {
        var file = Sample();
        file["model"]!["vocab"]!.AsObject().Remove("~");
        Should.Throw<TokenizerFormatException>(() => Read(file)).Message.ShouldContain("no token for the byte 0x7E ('~')");
    }

    [Fact]
    public void A_file_cut_short_anywhere_is_refused()
    {
        var bytes = SampleTokenizers.Train(Splitter.Llama3).ToJson();
        for (var length = 0; length < bytes.Length - 1; length += 97)
            Should.Throw<TokenizerFormatException>(() => Tokenizer.FromJson(bytes.AsMemory(0, length)));
    }

    [Fact]
    public void A_file_with_changed_bytes_is_read_or_refused()
    {
        var bytes = Encoding.UTF8.GetBytes(Sample().ToJsonString());
        var random = new Random(18);
        for (var i = 0; i < 2_000; i++)
        {
            var changed = bytes.ToArray();
            for (var j = 0; j < 3; j++) changed[random.Next(changed.Length)] = (byte)random.Next(256);
            try
            {
                var tokenizer = Tokenizer.FromJson(changed);
                tokenizer.Decode(tokenizer.Encode("some text")).ShouldBe("some text");
            }
            catch (TokenizerFormatException failure)
            {
                failure.Message.ShouldNotBeEmpty();
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"model\":{\"vocab\":{\"\\ud800\":1}}}")]
    [InlineData("{\"pre_tokenizer\":{\"type\":\"\\ud800\"}}")]
    public void Other_JSON_is_refused(string text) =>
        Should.Throw<TokenizerFormatException>(() => Tokenizer.FromJson(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Deep_JSON_is_refused() =>
        Should.Throw<TokenizerFormatException>(() => Tokenizer.FromJson(Encoding.UTF8.GetBytes(new string('[', 1_000_000))));

    [Fact]
    public void An_error_names_the_file()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("tokenizer.json"), "{}");
        Should.Throw<TokenizerFormatException>(() => Tokenizer.Load(folder.Path))
            .Message.ShouldStartWith(folder.File("tokenizer.json") + ": ");
        Should.Throw<IOException>(() => Tokenizer.Load(folder.File("nowhere.json"))).Message.ShouldContain("nowhere.json");
    }

    private static JsonNode Sample() => JsonNode.Parse(new Tokenizer(
        BpeTrainer.Train(["banana banana band"], new BpeTrainerOptions { VocabSize = 262, SpecialTokens = ["<b>"] }).Definition).ToJson())!;

    private static Tokenizer Read(JsonNode file) => Tokenizer.FromJson(Encoding.UTF8.GetBytes(file.ToJsonString()));
}
