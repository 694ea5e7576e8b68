using System.Text;
using System.Text.RegularExpressions;

namespace Pipelines.Tokenizers.Tests;

/// <summary>Translated expressions; what they match is held to Hugging Face's library in <see cref="BpeAgreement"/>.</summary>
public sealed class OnigurumaPatterns
{
    [Theory]
    [InlineData("a++b", "(?>a+)b")]
    [InlineData("(ab)*+c", "(?>(ab)*)c")]
    [InlineData("[\\r\\n]?+", "(?>[\\r\\n]?)")]
    [InlineData("\\d{2,3}+", "(?:[\\p{Nd}]{2,3})+")]
    [InlineData("a{,3}?", "a{0,3}?")]
    [InlineData("^a$", "(?m:^)a(?m:$)")]
    [InlineData("(?m:.)", "(?s:.)")]
    [InlineData("[\\p{L}&&[^\\p{Lu}]]", "[\\p{L}-[\\p{Lu}]]")]
    [InlineData("a(?# a word )b", "ab")]
    public void Are_spelled_as_NET_spells_them(string pattern, string expected) => OnigurumaPattern.Translate(pattern).ShouldBe(expected);

    [Theory]
    [InlineData("\\p{Tamil}", "the property \\p{Tamil}")]
    [InlineData("[^a&&[^b]]", "'&&' in a class of other characters")]
    [InlineData("[a&&b]", "'&&' before anything but [^…]")]
    [InlineData("[a[^b]]", "a negated class within a class")]
    [InlineData("[\\W]", "a negated set within a class")]
    [InlineData("😀", "a character beyond the basic plane")]
    [InlineData("\\x{1F600}", "a character beyond the basic plane")]
    [InlineData("(?x: a )", "the option x")]
    [InlineData("\\X", "'\\X'")]
    [InlineData("a)", "a ')' that closes nothing")]
    [InlineData("+", "a quantifier of nothing")]
    [InlineData("[a", "an end where more is expected")]
    [InlineData("\\p{L", "no '}' where one is expected")]
    [InlineData("(a", "not a regular expression")]
    public void Are_refused_by_name_where_there_is_no_counterpart(string pattern, string expected) =>
        Should.Throw<TokenizerFormatException>(() => TextPattern.Regex(pattern)).Message.ShouldContain(expected);

    [Fact]
    public void Random_ones_are_read_or_refused()
    {
        var random = new Random(51);
        string[] parts =
        [
            "a", "\\p{L}", "[", "]", "(", ")", "(?:", "(?i:", "*", "+", "?", "{1,2}", "|", "^", "$", "&&", "\\", "-", "[^", ".", "\\s", "😀",
        ];
        for (var i = 0; i < 3_000; i++)
        {
            var pattern = string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => parts[random.Next(parts.Length)]));
            try
            {
                _ = new Regex(OnigurumaPattern.Translate(pattern));
            }
            catch (Exception failure) when (failure is TokenizerFormatException or RegexParseException)
            {
                failure.Message.ShouldNotBeEmpty();
            }
        }
    }

    [Fact]
    public void Each_character_beyond_the_basic_plane_is_stood_in_for_by_one_of_its_category()
    {
        for (var value = 0x10000; value <= 0x10FFFF; value += value < 0x20000 ? 1 : 97)
        {
            var rune = new Rune(value);
            var stood = StandIns.CharacterFor(rune);
            char.GetUnicodeCategory(stood).ShouldBe(Rune.GetUnicodeCategory(rune), $"U+{value:X}");
            char.IsWhiteSpace(stood).ShouldBe(Rune.IsWhiteSpace(rune), $"U+{value:X}");
        }
    }

    [Fact]
    public void Malformed_bytes_stay_where_they_are()
    {
        var random = new Random(52);
        var pattern = TextPattern.Regex("\\p{L}+|\\p{N}");
        for (var i = 0; i < 1_000; i++)
        {
            var bytes = RandomText.NextBytes(random, random.Next(1, 40));
            var cuts = new List<PreTokenizers.Cut>();
            pattern.Find(bytes, cuts);
            cuts[^1].End.ShouldBe(bytes.Length);
            cuts.Zip(cuts.Skip(1)).ShouldAllBe(pair => pair.First.End < pair.Second.End);
        }
    }
}
