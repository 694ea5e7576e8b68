using Pipelines.Spec.Diagnostics;

namespace Pipelines.Spec.Tests;

/// <summary>What a misspelt word meant.</summary>
public sealed class NearestWords
{
    private static readonly string[] Words =
        ["heads", "kv_heads", "head_dim", "hidden", "dim", "layers", "context", "tokenizer", "tokens", "lr"];

    [Theory]
    [InlineData("head", "heads")]
    [InlineData("haeds", "heads")]
    [InlineData("kvheads", "kv_heads")]
    [InlineData("kv-heads", "kv_heads")]
    [InlineData("Dim", "dim")]
    [InlineData("dmi", "dim")]
    [InlineData("tokeni", "tokenizer")]
    [InlineData("tok", "tokens")]
    [InlineData("token", "tokens")]
    [InlineData("contxt", "context")]
    [InlineData("rl", "lr")]
    [InlineData("colour", null)]
    [InlineData("", null)]
    [InlineData("x", null)]
    public void Is_the_one_with_the_fewest_slips(string word, string? meant) => Nearest.To(word, Words).ShouldBe(meant);

    [Fact]
    public void Slips_are_counted_as_the_definition_counts_them()
    {
        var random = new Random(11);
        for (var i = 0; i < 2000; i++)
        {
            string from = Word(random), to = Word(random);
            Nearest.Distance(from, to).ShouldBe(Slow(from, to), $"{from} {to}");
        }
    }

    /// <summary>The definition, by trying everything.</summary>
    private static int Slow(string from, string to)
    {
        if (from.Length == 0 || to.Length == 0) return from.Length + to.Length;
        var best = Slow(from[1..], to[1..]) + (from[0] == to[0] ? 0 : 1);
        best = Math.Min(best, 1 + Math.Min(Slow(from[1..], to), Slow(from, to[1..])));
        if (from.Length > 1 && to.Length > 1 && from[0] == to[1] && from[1] == to[0]) best = Math.Min(best, 1 + Slow(from[2..], to[2..]));
        return best;
    }

    private static string Word(Random random) => new(Enumerable.Range(0, random.Next(6)).Select(_ => "abc"[random.Next(3)]).ToArray());
}
