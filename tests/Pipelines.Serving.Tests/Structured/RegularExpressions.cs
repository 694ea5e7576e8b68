using System.Text.RegularExpressions;

namespace Pipelines.Serving.Tests;

public sealed class RegularExpressions
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.NonBacktracking;

    public static TheoryData<string, string[]> Samples => new()
    {
        { "abc", ["abc"] },
        { "(?:ab|a)(?:bc|c)?", ["ab", "a", "abc", "abbc", "ac"] },
        { "[a-c]+\\d{2,4}x?", ["a12", "abcabc1234x"] },
        { "^(\\w+)@(?<host>\\w+)\\.com$", ["a@b.com", "foo_1@bar.com"] },
        { ".*", ["", "日本", "any \\ \"text\""] },
        { "[^a-z]{3}", ["日本語", "本 é", "1 A"] },
        { "[^\\d\\w]|[^\\D]|[^\\W]", ["!", "7", "x"] },
        { "\\p{Lu}\\p{Ll}*( \\P{L}+)?", ["Été", "Ж 12", "A"] },
        { "(a*)*b|c??", ["b", "aab", "c", ""] },
        { "\\u00e9\\x41\\t\\[\\]\\.\\S\\D\\W", ["éA\t[].xx-"] },
        { "(a|b)*a(a|b){6}", ["aaaaaaa", "bbabbbbbb"] },
        { "|x", ["", "x"] },
        { "[\\]\\-x-]+", ["]-x"] },
        { "(?:0[1-9]|1[0-2])/[0-9]{2}", ["01/22", "12/99"] },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void What_matches_is_let_through_and_what_is_let_through_matches(string pattern, string[] texts)
    {
        var (grammar, judge, random) = (Grammar.FromRegex(pattern), new Regex($@"\A(?:{pattern})\z", Options), new Random(3));
        foreach (var vocabulary in Vocabularies.All)
        {
            foreach (var text in texts)
            {
                judge.IsMatch(text).ShouldBeTrue(text);
                Walks.Admits(grammar, vocabulary, text, random);
            }
            for (var i = 0; i < 20; i++)
            {
                var text = Walks.Next(grammar, vocabulary, random);
                // The other engine takes half a surrogate pair for a character.
                if (text is not null && !text.Any(char.IsSurrogate)) judge.IsMatch(text).ShouldBeTrue(text);
            }
        }
    }

    [Fact]
    public void Random_expressions_agree_with_another_engine()
    {
        var random = new Random(8);
        for (var i = 0; i < 400; i++)
        {
            var pattern = Pattern(random, 3);
            var (grammar, judge) = (Grammar.FromRegex(pattern), new Regex($@"\A(?:{pattern})\z", Options));
            for (var j = 0; j < 30; j++)
            {
                var text = string.Concat(Enumerable.Range(0, random.Next(7)).Select(_ => "abé日"[random.Next(4)]));
                grammar.Accepts(text).ShouldBe(judge.IsMatch(text), $"{pattern} on {text}");
            }
        }
    }

    [Theory]
    [InlineData("(a)\\1", "1:5")]
    [InlineData("(?=a)b", "1:3")]
    [InlineData("a\\b", "1:3")]
    [InlineData("(ab", "1:4")]
    [InlineData("ab)", "1:3")]
    [InlineData("[a", "1:3")]
    [InlineData("[b-a]", "1:5")]
    [InlineData("a**", "1:3")]
    [InlineData("*", "1:1")]
    [InlineData("a{3,2}", "1:7")]
    [InlineData("a{99999}", "1:3")]
    [InlineData("a\\", "1:3")]
    [InlineData("x(^a)", "1:3")]
    [InlineData("\\p{Nonsense}", "1:2")]
    [InlineData("((((a{100}){100}){100}){100})", "")]
    [InlineData("[^\\D\\d]", "")]
    [InlineData("[]", "1:2")]
    public void What_is_not_understood_is_refused_with_its_place(string pattern, string place) =>
        Should.Throw<GrammarException>(() => Grammar.FromRegex(pattern)).Place.ShouldBe(place);

    [Fact]
    public void Arbitrary_text_is_read_or_refused()
    {
        var random = new Random(12);
        for (var i = 0; i < 5_000; i++)
        {
            var pattern = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => "ab()[]{}|*+?\\^$.-,1dpu\uD83C"[random.Next(23)]));
            try
            {
                Grammar.FromRegex(pattern);
            }
            catch (GrammarException)
            {
                continue;
            }
            Should.NotThrow(() => new Regex(pattern, RegexOptions.CultureInvariant), pattern);
        }
    }

    private static string Pattern(Random random, int depth) => random.Next(depth > 0 ? 7 : 2) switch
    {
        0 => "a",
        1 => new[] { "b", ".", "[^a]", "é", "日", "[aé]" }[random.Next(6)],
        2 or 3 => Pattern(random, depth - 1) + Pattern(random, depth - 1),
        4 => $"(?:{Pattern(random, depth - 1)}|{Pattern(random, depth - 1)})",
        5 => $"(?:{Pattern(random, depth - 1)}){new[] { "*", "+", "?", "{0,2}", "{2}", "{1,}" }[random.Next(6)]}",
        _ => $"({Pattern(random, depth - 1)}|)",
    };
}
