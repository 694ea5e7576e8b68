namespace Pipelines.Training.Tests;

public sealed class Trigrams
{
    [Fact]
    public void Probabilities_are_those_worked_out_by_hand()
    {
        // "ab" counts a, b and the end once each: four kinds of nothing else, so after learning
        // order 0: 3 symbols, 3 kinds: P(a) = (1 + 3/257) / 6
        // order 1 after the beginning: a once: P(a | end) = (1 + P(a)) / 2; order 2 the same once more.
        var model = ByteTrigram.Train(["ab"]);
        var p0 = (1 + 3 / 257.0) / 6;
        var p1 = (1 + p0) / 2;
        var p2 = (1 + p1) / 2;

        model.Probability(ByteTrigram.End, ByteTrigram.End, 'a').ShouldBe(p2, 1e-15);
        model.Probability('x', 'a', 'b').ShouldBe(p1, 1e-15);
        model.Probability('x', 'y', 'b').ShouldBe(p0, 1e-15);
        model.Probability('x', 'y', 'z').ShouldBe(3 / 257.0 / 6, 1e-15);
        model.BitsPerByte(["ab"]).ShouldBe(-3 * Math.Log2(p2) / 2, 1e-12);
    }

    [Fact]
    public void Nothing_learned_makes_every_symbol_as_likely()
    {
        var model = ByteTrigram.Train([]);

        model.Probability(1, 2, 3).ShouldBe(1 / 257.0);
        model.BitsPerByte(["abcd"]).ShouldBe(5 * Math.Log2(257) / 4, 1e-12);
    }

    [Fact]
    public void Probabilities_sum_to_one_after_any_two_symbols()
    {
        var random = new Random(1);
        var model = ByteTrigram.Train(["The quick brown fox", "jumps over", "the lazy dog — täglich", ""]);
        for (var trial = 0; trial < 300; trial++)
        {
            var (older, last) = (random.Next(257), random.Next(257));
            if (trial % 2 == 0) (older, last) = ("the quick"[random.Next(9)], "jumps over"[random.Next(10)]);
            Enumerable.Range(0, 257).Sum(symbol => model.Probability(older, last, symbol)).ShouldBe(1, 1e-12);
        }
    }

    [Fact]
    public void Bits_per_byte_is_the_sum_over_symbols_of_the_slow_way()
    {
        string[] train = ["abcabcabd", "cab", "bad"];
        string[] test = ["abc", "dab"];
        var model = ByteTrigram.Train(train);
        var bits = 0.0;
        foreach (var text in test)
        {
            int[] symbols = [256, 256, .. text, 256];
            for (var i = 2; i < symbols.Length; i++) bits -= Math.Log2(Slow(train, symbols[(i - 2)..i], symbols[i]));
        }

        model.BitsPerByte(test).ShouldBe(bits / 6, 1e-12);
    }

    /// <summary>The definition, by counting the whole text again for every symbol.</summary>
    private static double Slow(string[] train, int[] history, int symbol)
    {
        var below = history.Length == 0 ? 1 / 257.0 : Slow(train, history[1..], symbol);
        var after = new List<int>();
        foreach (var text in train)
        {
            int[] symbols = [256, 256, .. text, 256];
            for (var i = 2; i < symbols.Length; i++)
                if (symbols[(i - history.Length)..i].SequenceEqual(history)) after.Add(symbols[i]);
        }

        if (after.Count == 0) return history.Length == 0 ? 1 / 257.0 : below;
        var kinds = after.Distinct().Count();
        if (history.Length == 0) return (after.Count(s => s == symbol) + kinds / 257.0) / (after.Count + kinds);
        return (after.Count(s => s == symbol) + kinds * below) / (after.Count + kinds);
    }
}
