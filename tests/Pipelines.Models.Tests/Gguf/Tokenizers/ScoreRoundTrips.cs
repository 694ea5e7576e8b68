using Pipelines.Formats.Gguf;
using Pipelines.Tokenizers;
using Pipelines.Tokenizers.Tests;

namespace Pipelines.Models.Tests.Gguf.Tokenizers;

/// <summary>Tokenizers by scores in and out of GGUF's metadata, and in a folder's <c>tokenizer.json</c>.</summary>
public sealed class ScoreRoundTrips
{
    private readonly GgufMetadata metadata = new();

    [Fact]
    public void A_folders_tokenizer_comes_back_and_is_the_same_file_again()
    {
        var tokenizer = new Tokenizer(SentencePieceSamples.Definition());
        Write(tokenizer).ShouldBeEmpty();
        var read = GgufTokenizer.Read(metadata);
        read.Definition.Model.ShouldBeOfType<ScoredBpeModel>();
        read.ToJson().ShouldBe(tokenizer.ToJson());
        (read.Names.Bos, read.Names.Eos, read.Names.Unk).ShouldBe(("<s>", "</s>", "<unk>"));

        var again = Tokenizer.FromJson(read.ToJson());
        var random = new Random(2);
        for (var round = 0; round < 200; round++)
        {
            var text = RandomText.Next(random, round % 2 == 0 ? RandomText.Words : RandomText.AllPlanes, random.Next(1, 40));
            again.Encode(text).ShouldBe(read.Encode(text), text);
            again.Decode(again.Encode(text)).ShouldBe(read.Decode(read.Encode(text)));
        }
    }

    [Fact]
    public void What_is_read_is_written_again_as_it_was()
    {
        Write(new Tokenizer(SentencePieceSamples.Definition(hasPrefix: false)), more: 2);
        var again = new GgufMetadata();
        var read = GgufTokenizer.Read(metadata);
        GgufTokenizer.Write(again, read, TokenIds.None, chat: null, read.VocabSize);
        again.Keys.ShouldBe(metadata.Keys, ignoreOrder: true);
        again.Texts("tokenizer.ggml.tokens").ShouldBe(metadata.Texts("tokenizer.ggml.tokens"));
        again.Numbers("tokenizer.ggml.scores").ShouldBe(metadata.Numbers("tokenizer.ggml.scores"));
        again.Integers("tokenizer.ggml.token_type").ShouldBe(metadata.Integers("tokenizer.ggml.token_type"));
        again.Flag("tokenizer.ggml.add_bos_token").ShouldBeTrue();
        metadata.Texts("tokenizer.ggml.tokens")[^1].ShouldBe($"[PAD{read.VocabSize - 1}]");
        metadata.Flag("tokenizer.ggml.add_space_prefix").ShouldBeFalse();
    }

    [Fact]
    public void Merges_that_scores_cannot_say_are_refused()
    {
        var definition = SentencePieceSamples.Definition();
        var merges = definition.Merges;
        Refused(merges.Skip(1), "are not merged, though together they are a token");
        var several = merges.GroupBy(merge => definition.Spellings[merge.Left] + definition.Spellings[merge.Right])
            .First(same => same.Count() > 1);
        Refused([.. merges.Where(merge => merge != several.First()), several.First()], "is made by merges of different ranks");
        var cutting = definition with { Normalizer = null, PreTokenizer = new Pipelines.Tokenizers.PreTokenizers.WhitespaceSplit() };
        Should.Throw<TokenizerFormatException>(() => Write(new Tokenizer(cutting))).Message
            .ShouldBe("this kind of BPE tokenizer is not written to GGUF");

        void Refused(IEnumerable<Merge> wrong, string problem)
        {
            var model = (BpeModel)definition.Model with { Merges = [.. wrong] };
            Should.Throw<TokenizerFormatException>(() => Write(new Tokenizer(definition with { Model = model })))
                .Message.ShouldContain(problem);
        }
    }

    [Fact]
    public void Tokens_of_one_score_run_and_are_refused_as_merges_unless_they_are_runs()
    {
        Read(["a", "b", "ab", "ba"], [0, 0, -1, -1]).Encode("aba").ShouldBe([261, 259]);
        Should.Throw<TokenizerFormatException>(() => Read(["a", "b", "ab", "ba"], [0, 0, -1, -1]).ToJson()).Message
            .ShouldStartWith("the tokens 'ab' and 'ba' have the same score, -1");
        var runs = Read(["a", "aa", "aaa", "aaaa"], [0, 0, 0, 0]);
        var again = Tokenizer.FromJson(runs.ToJson());
        for (var length = 1; length <= 4; length++) again.Encode(new string('a', length)).ShouldBe(runs.Encode(new string('a', length)));
    }

    [Fact]
    public void What_does_not_fit_together_is_named()
    {
        Write(new Tokenizer(SentencePieceSamples.Definition()));
        metadata.Set("tokenizer.ggml.scores", [1f]);
        Should.Throw<GgufException>(() => GgufTokenizer.Read(metadata))
            .Message.ShouldContain("tokenizer.ggml.scores: has 1 items; there are");
        metadata.Set("tokenizer.ggml.scores", metadata.Texts("tokenizer.ggml.tokens").Select(_ => float.NaN));
        Should.Throw<GgufException>(() => GgufTokenizer.Read(metadata)).Message.ShouldContain("the score of a token is not a number");
    }

    private IReadOnlyList<string> Write(Tokenizer tokenizer, int more = 0) =>
        GgufTokenizer.Write(metadata, tokenizer, TokenIds.None, chat: null, tokenizer.VocabSize + more);

    /// <summary>Structure, bytes, and these, the first with the id 259.</summary>
    private Tokenizer Read(string[] texts, float[] scores)
    {
        var structure = SentencePieceSamples.Spellings.Take(259).OfType<string>().ToList();
        metadata.Set("tokenizer.ggml.model", "llama");
        metadata.Set("tokenizer.ggml.tokens", [.. structure, .. texts]);
        metadata.Set("tokenizer.ggml.scores", [.. structure.Select(_ => 0f), .. scores]);
        metadata.Set("tokenizer.ggml.token_type", [.. structure.Select((_, id) => id == 0 ? 2 : id < 3 ? 3 : 6), .. texts.Select(_ => 1)]);
        metadata.Set("tokenizer.ggml.add_space_prefix", false);
        return GgufTokenizer.Read(metadata);
    }
}
