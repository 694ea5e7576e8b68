using Pipelines.Tokenizers.Decoders;
using Pipelines.Tokenizers.PreTokenizers;

namespace Pipelines.Tokenizers.Tests;

public sealed class WordPieceWords
{
    private static readonly string[] Letters = ["a", "b", "ab", "é", "中", "😀", "e\u0301"];

    [Fact]
    public void Are_the_longest_tokens_from_their_beginning()
    {
        var random = new Random(51);
        for (var i = 0; i < 300; i++)
        {
            var prefix = random.Next(3) switch { 0 => "", 1 => "##", _ => "▁" };
            var tokens = Enumerable.Range(0, 25)
                .Select(_ => (random.Next(2) == 0 ? prefix : "") + RandomText.Next(random, Letters, random.Next(1, 4))).Distinct().ToList();
            var longest = random.Next(3, 9);
            var tokenizer = Make([.. tokens, "[UNK]"], new WordPieceModel(ContinuingPrefix: prefix, LongestWord: longest));
            for (var j = 0; j < 40; j++)
            {
                var word = RandomText.Next(random, Letters, random.Next(1, 7));
                tokenizer.Encode(word).Select(id => tokenizer.Definition.Spellings[id]!).ShouldBe(Greedy(word, tokens, prefix, longest), word);
            }
        }
    }

    [Fact]
    public void That_are_too_long_are_unknown_however_they_begin()
    {
        var tokenizer = Make(["[UNK]", "a", "##a"], new WordPieceModel(LongestWord: 5));
        tokenizer.Encode("aaaaa").ShouldBe([1, 2, 2, 2, 2]);
        tokenizer.Encode("aaaaaa").ShouldBe([0]);
        Make(["[UNK]", "é", "##é"], new WordPieceModel(LongestWord: 5)).Encode("ééééé").Length.ShouldBe(5, "characters are counted, not bytes");
    }

    [Fact]
    public void Are_made_of_no_special_token_and_of_none_that_was_only_added()
    {
        var tokenizer = new Tokenizer(new TokenizerDefinition(["[UNK]", "h", "##ug", "##s", "hug"], new WordPieceModel { Tokens = 4 })
        {
            AddedTokens = [new(0, "[UNK]"), new(4, "hug") { Special = false, SingleWord = true }],
            PreTokenizer = new BertPreTokenizer(),
        });
        tokenizer.Encode("hug hugs").ShouldBe([4, 1, 2, 3]);
        tokenizer.Encode("[UNK]", new EncodeOptions { SpecialTokensAsText = true }).ShouldBe([0, 0, 0]);
    }

    [Fact]
    public void Come_back_with_spaces_between_them_which_punctuation_loses()
    {
        string[] spellings = ["[UNK]", "don", "'", "t", "stop", "##ping", ",", "please", "n't", "."];
        var definition = new TokenizerDefinition(spellings, new WordPieceModel())
        {
            PreTokenizer = new BertPreTokenizer(),
            Decoder = new WordPieceDecoder(),
        };
        var tokenizer = new Tokenizer(definition);
        tokenizer.Decode(tokenizer.Encode("don't stopping,please .")).ShouldBe("don ' t stopping, please.");
        tokenizer.Decode([1, 8]).ShouldBe("donn't");
        new Tokenizer(definition with { Decoder = new WordPieceDecoder(Cleanup: false) }).Decode([1, 8, 9, 5]).ShouldBe("don n't .ping");
        tokenizer.Decode([5, 4]).ShouldBe("##ping stop", "the first token of a text keeps its prefix");
    }

    /// <summary>All that is promised: letters as the normalizer made them, and a text of them that has the same tokens.</summary>
    [Theory]
    [InlineData("bert-uncased")]
    [InlineData("bert-cased")]
    public void Lose_what_the_normalizer_took_and_where_spaces_were_and_nothing_else(string name)
    {
        var definition = PeerFile.Read(name).Tokenizer.Definition;
        var tokenizer = new Tokenizer(definition with { Decoder = new WordPieceDecoder(Cleanup: false) });
        string[] pieces = ["Token", "izer", " ", " ", "'s", ", ", "É", "e\u0301", "日本", "\t", "\u0000", "Ж", "ß", "learning ", "7", "İ", "."];
        var random = new Random(56);
        var compared = 0;
        for (var i = 0; i < 2_000; i++)
        {
            var text = RandomText.Next(random, pieces, random.Next(1, 10));
            var ids = tokenizer.Encode(text);
            if (ids.Contains(tokenizer.TokenId("[UNK]")!.Value)) continue;
            var decoded = tokenizer.Decode(ids);
            WithoutSpaces(decoded).ShouldBe(WithoutSpaces(definition.Normalizer!.Normalize(text, TextPlace.Start)));
            tokenizer.Encode(decoded).ShouldBe(ids, text);
            compared++;
        }

        compared.ShouldBeGreaterThan(400);

        static string WithoutSpaces(string text) => text.Replace(" ", "", StringComparison.Ordinal);
    }

    [Fact]
    public void That_nothing_stands_for_are_refused_before_they_come() =>
        Should.Throw<TokenizerFormatException>(() => Make(["a"], new WordPieceModel()))
            .Message.ShouldBe("the unknown token '[UNK]' is not in the vocabulary, so that some text could not be encoded");

    private static Tokenizer Make(IReadOnlyList<string> spellings, WordPieceModel model) => new(new TokenizerDefinition(spellings, model));

    private static List<string> Greedy(string word, List<string> tokens, string prefix, int longest)
    {
        if (word.EnumerateRunes().Count() > longest) return ["[UNK]"];
        var found = new List<string>();
        for (var rest = word; rest.Length > 0;)
        {
            var before = found.Count == 0 ? "" : prefix;
            var length = rest.Length;
            while (length > 0 && !tokens.Contains(before + rest[..length])) length--;
            if (length == 0) return ["[UNK]"];
            found.Add(before + rest[..length]);
            rest = rest[length..];
        }

        return found;
    }
}
