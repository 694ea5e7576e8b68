using Pipelines.Spec;

namespace Pipelines.Decoding.Tests;

/// <summary>What the filters leave of a distribution, against saying it slowly.</summary>
public sealed class SamplingProbabilities
{
    private static readonly SamplingSpec Plain =
        new(MaxTokens: 10, Temperature: 1, TopK: 0, TopP: 1, MinP: 0, RepetitionPenalty: 1, Stop: default, Seed: null);

    private static readonly Dictionary<int, float> NoBias = [];

    [Theory]
    [InlineData(5, 40)]
    [InlineData(37, 300)]
    [InlineData(3_000, 60)]
    public void They_are_what_the_definitions_say(int vocab, int trials)
    {
        var random = new Random(vocab);
        for (var trial = 0; trial < trials; trial++)
        {
            var sampling = RandomSampling(random, vocab);
            var logits = RandomLogits(random, vocab, masked: trial % 3 == 0);
            var seen = Enumerable.Range(0, random.Next(30)).Select(_ => random.Next(vocab)).ToArray();
            var prompt = random.Next(seen.Length + 1);
            var bias = trial % 2 == 0 ? NoBias : new() { [random.Next(vocab)] = -3, [random.Next(vocab)] = 2.5f, [vocab + 7] = 100 };

            var probabilities = new double[vocab];
            new Sampler(sampling, 1, bias).Probabilities((float[])logits.Clone(), seen, probabilities, prompt);

            var expected = SamplingReference.Probabilities(sampling, logits, seen, prompt, bias);
            for (var token = 0; token < vocab; token++)
                probabilities[token].ShouldBe(expected[token], 1e-12, $"token {token} in trial {trial} of {sampling}");
        }
    }

    [Fact]
    public void A_choice_is_drawn_from_them()
    {
        var random = new Random(9);
        for (var trial = 0; trial < 12; trial++)
        {
            var sampling = RandomSampling(random, 20);
            var logits = RandomLogits(random, 20, masked: true);
            int[] seen = [3, 4, 4, 11, 4];
            var bias = new Dictionary<int, float> { [6] = 1.5f };
            var sampler = new Sampler(sampling, trial, bias);
            var counts = new int[20];
            for (var draw = 0; draw < 5_000; draw++) counts[sampler.Next((float[])logits.Clone(), seen, 2)]++;

            counts.ShouldFit(SamplingReference.Probabilities(sampling, logits, seen, 2, bias));
        }
    }

    [Fact]
    public void Typical_p_may_leave_the_likeliest_out()
    {
        // Entropy 1.156: −log 0.3 = 1.204 is nearest to it, −log 0.5 = 0.693 comes second, −log 0.1 = 2.303 last.
        double[] probabilities = [0.5, 0.3, 0.1, 0.1];

        Left(Plain with { TypicalP = 0.25 }, probabilities).ShouldBe([0, 1, 0, 0], 1e-6);
        Left(Plain with { TypicalP = 0.31 }, probabilities).ShouldBe([0.625, 0.375, 0, 0], 1e-6);
        Left(Plain with { TypicalP = 0.85 }, probabilities).ShouldBe([5 / 9.0, 3 / 9.0, 1 / 9.0, 0], 1e-6);
    }

    [Fact]
    public void Presence_is_paid_once_and_frequency_each_time_and_neither_by_the_prompt()
    {
        float[] logits = [1, 1, 1, 1];
        var sampling = Plain with { PresencePenalty = 0.5, FrequencyPenalty = 0.25, Temperature = 0 };

        new Sampler(sampling, 1).Next(logits, [0, 1, 1, 2, 2, 2], prompt: 2).ShouldBe(0);

        logits.ShouldBe([1, 0.25f, -0.25f, 1]);
    }

    [Fact]
    public void A_bias_decides_alone_where_it_is_great()
    {
        var sampler = new Sampler(Plain, 1, new Dictionary<int, float> { [2] = 100 });

        for (var draw = 0; draw < 100; draw++) sampler.Next([4, 1, 0, 7], []).ShouldBe(2);
    }

    [Fact]
    public void Draws_that_are_set_back_come_again()
    {
        var sampler = new Sampler(Plain, 5);
        var first = Enumerable.Range(0, 10).Select(_ => sampler.Next(new float[100], [])).ToArray();
        sampler.Draws = 4;

        Enumerable.Range(0, 6).Select(_ => sampler.Next(new float[100], [])).ShouldBe(first[4..]);
    }

    private static double[] Left(SamplingSpec sampling, double[] probabilities)
    {
        var left = new double[probabilities.Length];
        new Sampler(sampling, 1).Probabilities([.. probabilities.Select(p => (float)Math.Log(p))], [], left);
        return left;
    }

    private static SamplingSpec RandomSampling(Random random, int vocab) => Plain with
    {
        Temperature = random.Next(8) switch { 0 => 0, 1 => 0.05, 2 => 3, _ => 0.3 + random.NextDouble() },
        TopK = random.Next(3) == 0 ? 1 + random.Next(vocab + 2) : 0,
        TopP = random.Next(2) == 0 ? 0.01 + 0.98 * random.NextDouble() : 1,
        MinP = random.Next(3) == 0 ? 0.3 * random.NextDouble() : 0,
        TypicalP = random.Next(3) == 0 ? 0.01 + 0.98 * random.NextDouble() : 1,
        RepetitionPenalty = random.Next(3) == 0 ? 0.5 + random.NextDouble() : 1,
        PresencePenalty = random.Next(3) == 0 ? 4 * random.NextDouble() - 2 : 0,
        FrequencyPenalty = random.Next(3) == 0 ? 4 * random.NextDouble() - 2 : 0,
    };

    /// <summary>Many equals in one of two, and impossible tokens where masked.</summary>
    private static float[] RandomLogits(Random random, int vocab, bool masked)
    {
        var (scale, step) = (1 + 10 * random.NextDouble(), random.Next(2) == 0 ? 0 : 0.5);
        var logits = new float[vocab];
        for (var token = 0; token < vocab; token++)
        {
            var logit = scale * (random.NextDouble() + random.NextDouble() - 1);
            var kept = step == 0 ? logit : Math.Round(logit / step) * step;
            logits[token] = masked && random.Next(4) == 0 ? float.NegativeInfinity : (float)kept;
        }
        logits[random.Next(vocab)] = 1;
        return logits;
    }
}
