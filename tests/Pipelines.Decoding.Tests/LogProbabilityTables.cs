namespace Pipelines.Decoding.Tests;

/// <summary>Log-probabilities and the likeliest tokens, against sorting and summing.</summary>
public sealed class LogProbabilityTables
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(1_003)]
    [InlineData(20_000)]
    public void The_likeliest_are_the_first_of_a_stable_sort(int vocab)
    {
        var random = new Random(vocab);
        foreach (var kinds in new[] { 3, 1_000_000 })
            foreach (var count in new[] { 0, 1, 5, 20, vocab, vocab + 3 })
            {
                var logits = Enumerable.Range(0, vocab).Select(_ => (random.Next(kinds) - kinds / 2) / 100f).ToArray();
                var expected = Enumerable.Range(0, vocab).OrderByDescending(token => logits[token]).Take(count);

                LogProbabilities.Likeliest(logits, count).ShouldBe(expected, $"{count} of {vocab}");
            }
    }

    [Fact]
    public void Ascending_and_descending_logits_are_found_as_well()
    {
        var ascending = Enumerable.Range(0, 5_000).Select(token => (float)token).ToArray();

        LogProbabilities.Likeliest(ascending, 4).ShouldBe([4999, 4998, 4997, 4996]);
        LogProbabilities.Likeliest([.. ascending.Select(logit => -logit)], 4).ShouldBe([0, 1, 2, 3]);
    }

    [Fact]
    public void Impossible_tokens_are_not_among_the_likeliest() =>
        LogProbabilities.Likeliest([float.NegativeInfinity, 1, float.NegativeInfinity, 2, -0f, 0f], 6).ShouldBe([3, 1, 4, 5]);

    [Fact]
    public void Log_probabilities_sum_to_one()
    {
        var random = new Random(2);
        var logits = Enumerable.Range(0, 1_001).Select(_ => (float)(40 * random.NextDouble() - 20)).ToArray();
        logits[17] = float.NegativeInfinity;

        var normalizer = LogProbabilities.Normalizer(logits);

        logits.Sum(logit => Math.Exp(logit - normalizer)).ShouldBe(1, 1e-12);
    }

    [Fact]
    public void Great_logits_do_not_overflow() =>
        LogProbabilities.Normalizer([3e38f, 3e38f]).ShouldBe(3e38f + Math.Log(2), 1e24);

    [Fact]
    public void What_is_no_number_is_refused() =>
        Should.Throw<ArithmeticException>(() => LogProbabilities.Normalizer([0, float.NaN])).Message.ShouldContain("token 1");
}
