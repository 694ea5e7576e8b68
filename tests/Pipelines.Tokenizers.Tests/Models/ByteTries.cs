using System.Text;

namespace Pipelines.Tokenizers.Tests;

public sealed class ByteTries
{
    [Fact]
    public void Have_every_string_that_was_put_in_and_no_other()
    {
        var random = new Random(53);
        for (var i = 0; i < 50; i++)
        {
            var numbers = Enumerable.Range(0, 200).Select(_ => RandomText.Next(random, RandomText.AllPlanes, random.Next(0, 4))).Distinct()
                .Select((text, number) => (text, number)).ToDictionary();
            var trie = new ByteTrie(numbers.Select(pair => (Encoding.UTF8.GetBytes(pair.Key), pair.Value)));
            foreach (var (text, number) in numbers) Find(trie, text).ShouldBe(number, text);
            for (var j = 0; j < 200; j++)
            {
                var text = RandomText.Next(random, RandomText.AllPlanes, random.Next(0, 4));
                Find(trie, text).ShouldBe(numbers.GetValueOrDefault(text, -1), text);
            }
        }
    }

    [Fact]
    public void Have_nothing_when_nothing_was_put_in()
    {
        Find(new ByteTrie([]), "").ShouldBe(-1);
        Find(new ByteTrie([]), "a").ShouldBe(-1);
    }

    [Fact]
    public void Of_equal_strings_know_the_last() => Find(new ByteTrie([("a"u8.ToArray(), 1), ("a"u8.ToArray(), 2)]), "a").ShouldBe(2);

    private static int Find(ByteTrie trie, string text) => trie.Walk(Encoding.UTF8.GetBytes(text)) is >= 0 and var node ? trie.Value(node) : -1;
}
