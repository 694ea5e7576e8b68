using System.Text;
using Pipelines.Tokenizers.Decoders;

namespace Pipelines.Tokenizers.Tests;

public sealed class UnigramWords
{
    private static readonly string[] Letters = ["a", "b", "ba", "é", "中", "😀", "x"];

    [Fact]
    public void Are_the_likeliest_of_all_ways_to_cut_them()
    {
        var random = new Random(52);
        for (var i = 0; i < 300; i++)
        {
            var scores = Enumerable.Range(0, 14).Select(_ => RandomText.Next(random, Letters[..^1], random.Next(1, 4))).Distinct()
                .ToDictionary(token => token, _ => -random.NextDouble() * 9);
            var tokenizer = Make(scores);
            for (var j = 0; j < 30; j++)
            {
                var word = RandomText.Next(random, Letters, random.Next(1, 6));
                var ids = tokenizer.Encode(word);
                var ways = Ways(word, scores).ToList();
                var best = ways.Where(way => way.Score > ways.Max(other => other.Score) - 1e-9);
                best.Select(way => Joined(way.Tokens).Select(token => token is null ? 0 : tokenizer.TokenId(token)!.Value))
                    .ShouldContain(expected => expected.SequenceEqual(ids), word);
            }
        }
    }

    [Fact]
    public void Of_equal_ways_take_the_one_whose_last_token_begins_first() =>
        Make(new() { ["a"] = -1, ["aa"] = -2, ["aaa"] = -3 }).Encode("aaaa").ShouldBe([1, 3]);

    [Fact]
    public void Join_unknown_characters_in_a_row()
    {
        var tokenizer = Make(new() { ["a"] = -1, ["b"] = -2 });
        tokenizer.Encode("xyaz😀中b").ShouldBe([0, 1, 0, 2]);
        tokenizer.Encode("😀").ShouldBe([0]);
    }

    [Fact]
    public void Fall_back_to_bytes_where_there_are_all_of_them()
    {
        string[] bytes = [.. Encoding.UTF8.GetBytes("é").Select(ByteFallback.Spell)];
        var tokenizer = new Tokenizer(new TokenizerDefinition(["<unk>", "a", .. bytes], new UnigramModel([0, -1, 0, 0], 0, ByteFallback: true))
        {
            Decoder = new ByteFallback(),
        });
        tokenizer.Encode("aé").ShouldBe([1, 2, 3]);
        tokenizer.Decode([1, 2, 3]).ShouldBe("aé");
        tokenizer.Encode("aéx").ShouldBe([1, 0], "of unknown characters in a row none is left out");
    }

    [Fact]
    public void Of_a_hundred_thousand_characters_are_cut_like_short_ones()
    {
        var tokenizer = Make(new() { ["ab"] = -1, ["a"] = -1, ["b"] = -1 });
        tokenizer.Encode(string.Concat(Enumerable.Repeat("ab", 50_000))).ShouldBe(Enumerable.Repeat(1, 50_000));
    }

    [Theory]
    [InlineData(7, -1.0, "the unknown token is 7, and the model has 2 tokens")]
    [InlineData(0, double.NaN, "the score of a token is NaN; a finite number was expected")]
    public void That_cannot_be_scored_are_refused_before_they_come(int unknown, double score, string message) =>
        Should.Throw<TokenizerFormatException>(() => new Tokenizer(
            new TokenizerDefinition(["<unk>", "a"], new UnigramModel([0, score], unknown)))).Message.ShouldBe(message);

    private static Tokenizer Make(Dictionary<string, double> scores) =>
        new(new TokenizerDefinition(["<unk>", .. scores.Keys], new UnigramModel([0, .. scores.Values], 0))
        {
            AddedTokens = [new(0, "<unk>")],
        });

    /// <summary>All ways to cut a word; null is a character that has no token.</summary>
    private static IEnumerable<(List<string?> Tokens, double Score)> Ways(string word, Dictionary<string, double> scores)
    {
        if (word == "")
        {
            yield return ([], 0);
            yield break;
        }

        var character = word.EnumerateRunes().First().ToString();
        var begins = scores.Where(token => word.StartsWith(token.Key, StringComparison.Ordinal))
            .Select(token => ((string?)token.Key, token.Key.Length, token.Value));
        if (!scores.ContainsKey(character)) begins = begins.Append((null, character.Length, scores.Values.Append(0).Min() - 10));
        foreach (var (token, length, score) in begins)
            foreach (var (rest, sum) in Ways(word[length..], scores)) yield return ([token, .. rest], score + sum);
    }

    private static IEnumerable<string?> Joined(List<string?> tokens) =>
        tokens.Where((token, i) => token is not null || i == 0 || tokens[i - 1] is not null);
}
