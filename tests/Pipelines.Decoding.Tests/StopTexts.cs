using System.Text;

namespace Pipelines.Decoding.Tests;

public sealed class StopTexts
{
    [Fact]
    public void A_stop_across_pieces_is_found_and_never_given_out()
    {
        var scanner = new StopScanner(["\n\n", "END"]);

        scanner.Push("one E").ShouldBe("one ");
        scanner.Push("N").ShouldBe("");
        scanner.Push("Dtwo").ShouldBe("");
        scanner.Found.ShouldBe("END");
        scanner.Push("more").ShouldBe("");
    }

    [Fact]
    public void What_only_began_like_a_stop_is_given_out_after_all()
    {
        var scanner = new StopScanner(["END"]);

        scanner.Push("E").ShouldBe("");
        scanner.Push("x").ShouldBe("Ex");
        scanner.Push("EN").ShouldBe("");
        scanner.Flush().ShouldBe("EN");
        scanner.Found.ShouldBeNull();
    }

    [Fact]
    public void However_a_text_is_cut_it_ends_before_the_stop_that_is_complete_first()
    {
        var random = new Random(3);
        for (var trial = 0; trial < 2000; trial++)
        {
            var text = Letters(random, 30);
            string[] stops = [Letters(random, random.Next(1, 4)), Letters(random, random.Next(1, 6))];
            // The text ends where it first ends in a stop.
            var end = Enumerable.Range(1, text.Length).FirstOrDefault(length => stops.Any(text[..length].EndsWith));
            var longest = end == 0 ? 0 : stops.Where(text[..end].EndsWith).Max(stop => stop.Length);
            var expected = end == 0 ? text : text[..(end - longest)];

            var scanner = new StopScanner(stops);
            var given = new StringBuilder();
            for (var at = 0; at < text.Length;)
            {
                var length = Math.Min(random.Next(1, 5), text.Length - at);
                given.Append(scanner.Push(text.Substring(at, length)));
                at += length;
            }

            given.Append(scanner.Flush());
            given.ToString().ShouldBe(expected, $"{text} until {string.Join(" or ", stops)}");
            (scanner.Found is not null).ShouldBe(end > 0);
        }
    }

    private static string Letters(Random random, int length) =>
        new([.. Enumerable.Range(0, length).Select(_ => (char)('a' + random.Next(3)))]);
}
