using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Pipelines.Tokenizers.Tests;

public sealed class SplitPatterns
{
    public static TheoryData<string> Names => new("gpt2", "llama3", "qwen2");

    [Theory]
    [MemberData(nameof(Names))]
    public void Words_are_those_of_the_regular_expression_on_the_basic_plane(string name)
    {
        var splitter = Named(name);
        var pattern = new Regex(splitter.Pattern, RegexOptions.CultureInvariant);
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var text = RandomText.Next(random, RandomText.BasicPlane, random.Next(1, 14));
            splitter.Split(text).ShouldBe(pattern.Matches(text).Select(match => match.Value), $"of {Shown(text)}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Words_go_by_code_points_beyond_the_basic_plane(string name)
    {
        var splitter = Named(name);
        var pattern = new Regex(splitter.Pattern, RegexOptions.CultureInvariant);
        var random = new Random(2);
        for (var i = 0; i < 20_000; i++)
        {
            var text = RandomText.Next(random, RandomText.AllPlanes, random.Next(1, 14));
            splitter.Split(text).ShouldBe(WordsByStandIns(pattern, text), $"of {Shown(text)}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_character_has_the_class_of_the_regular_expression(string name)
    {
        var splitter = Named(name);
        var pattern = new Regex(splitter.Pattern, RegexOptions.CultureInvariant);
        for (var character = '\0'; character < '\uFFFF'; character++)
        {
            if (char.IsSurrogate(character)) continue;
            var text = $"a{character}1{character}.{character} {character}\n{character}{character}a";
            splitter.Split(text).ShouldBe(pattern.Matches(text).Select(match => match.Value), $"of U+{(int)character:X4}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Words_joined_are_the_bytes_whatever_they_are(string name)
    {
        var splitter = Named(name);
        var random = new Random(3);
        for (var i = 0; i < 5_000; i++)
        {
            var bytes = RandomText.NextBytes(random, random.Next(1, 40));
            var at = 0;
            while (at < bytes.Length)
            {
                var end = splitter.WordEnd(bytes, at);
                end.ShouldBeInRange(at + 1, bytes.Length);
                at = end;
            }

            at.ShouldBe(bytes.Length);
        }
    }

    [Fact]
    public void A_long_s_contracts_like_a_small_one() =>
        Splitter.Llama3.Split("it'ſ it'S").ShouldBe(["it", "'ſ", " it", "'S"]);

    [Fact]
    public void Gpt2_contracts_in_lower_case_only() => Splitter.Gpt2.Split("IT'S it's").ShouldBe(["IT", "'", "S", " it", "'s"]);

    [Fact]
    public void Llama3_takes_three_digits_and_Qwen2_one()
    {
        Splitter.Llama3.Split("12345").ShouldBe(["123", "45"]);
        Splitter.Qwen2.Split("123").ShouldBe(["1", "2", "3"]);
        Splitter.Gpt2.Split("12345").ShouldBe(["12345"]);
    }

    [Fact]
    public void Symbols_take_the_line_breaks_after_them_in_Llama3() =>
        Splitter.Llama3.Split("f();\r\n\r\n  g").ShouldBe(["f", "();\r\n\r\n", " ", " g"]);

    /// <summary>The words of the text in which a character of the same class in the basic plane stands for each beyond it.</summary>
    private static List<string> WordsByStandIns(Regex pattern, string text)
    {
        var runes = text.EnumerateRunes().ToList();
        var standIns = string.Concat(runes.Select(rune => rune.IsBmp ? rune.ToString() : StandIn(rune)));
        var words = new List<string>();
        foreach (Match match in pattern.Matches(standIns))
            words.Add(string.Concat(runes.Skip(match.Index).Take(match.Length)));
        return words;
    }

    private static string StandIn(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.OtherLetter => "λ",
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.OtherNumber => "٣",
        _ => "☃",
    };

    private static Splitter Named(string name) =>
        new[] { Splitter.Gpt2, Splitter.Llama3, Splitter.Qwen2 }.Single(splitter => splitter.Name == name);

    private static string Shown(string text) => string.Join(' ', text.EnumerateRunes().Select(rune => $"U+{rune.Value:X4}"));
}
