using Pipelines.Spec;

namespace Pipelines.Decoding.Tests;

public sealed class Sampling
{
    private static readonly SamplingSpec Plain =
        new(MaxTokens: 10, Temperature: 1, TopK: 0, TopP: 1, MinP: 0, RepetitionPenalty: 1, Stop: default, Seed: null);

    [Fact]
    public void Draws_follow_the_softmax()
    {
        float[] logits = [0.3f, -1.2f, 2.1f, float.NegativeInfinity, 0.9f];

        Frequencies(Plain with { Temperature = 0.7 }, logits).ShouldFit(Softmax(logits, 0.7));
    }

    [Fact]
    public void Greedy_takes_the_first_of_the_largest()
    {
        var sampler = new Sampler(Plain with { Temperature = 0 }, seed: 1);

        sampler.Next([1, 3, 2, 3], []).ShouldBe(1);
        sampler.Draws.ShouldBe(0);
    }

    [Fact]
    public void Top_k_keeps_the_k_likeliest_in_their_proportions()
    {
        float[] logits = [1, 4, 3, 2, 3.5f];

        Frequencies(Plain with { TopK = 3 }, logits).ShouldFit(Kept(Softmax(logits, 1), 1, 4, 2));
    }

    [Fact]
    public void Top_k_cuts_equals_by_their_order()
    {
        Frequencies(Plain with { TopK = 2 }, [5, 1, 5, 5]).ShouldFit([0.5, 0, 0.5, 0]);
    }

    [Fact]
    public void Top_p_keeps_the_smallest_set_that_reaches_p()
    {
        double[] probabilities = [0.1, 0.4, 0.05, 0.25, 0.2];
        var logits = Logits(probabilities);

        Frequencies(Plain with { TopP = 0.64 }, logits).ShouldFit(Kept(probabilities, 1, 3));
        Frequencies(Plain with { TopP = 0.66 }, logits).ShouldFit(Kept(probabilities, 1, 3, 4));
        Frequencies(Plain with { TopP = 0.0001 }, logits).ShouldFit([0, 1, 0, 0, 0]);
    }

    [Fact]
    public void Min_p_keeps_what_has_a_share_of_the_likeliest()
    {
        double[] probabilities = [0.1, 0.4, 0.05, 0.25, 0.2];

        Frequencies(Plain with { MinP = 0.45 }, Logits(probabilities)).ShouldFit(Kept(probabilities, 1, 3, 4));
    }

    [Fact]
    public void Filters_come_one_after_another()
    {
        // Of (0.4, 0.3, 0.2, 0.1), top-k 3 leaves (4/9, 3/9, 2/9), of which top-p 0.7 leaves the first two.
        double[] probabilities = [0.4, 0.3, 0.2, 0.1];

        Frequencies(Plain with { TopK = 3, TopP = 0.7 }, Logits(probabilities)).ShouldFit([4 / 7.0, 3 / 7.0, 0, 0]);
    }

    [Fact]
    public void The_nucleus_of_many_tokens_is_that_of_sorting_them_all()
    {
        var random = new Random(5);
        for (var trial = 0; trial < 50; trial++)
        {
            var logits = Enumerable.Range(0, 500).Select(_ => (float)(random.NextDouble() * 12)).ToArray();
            var p = random.NextDouble();
            var probabilities = Softmax(logits, 1);
            var order = Enumerable.Range(0, 500).OrderByDescending(token => probabilities[token]).ToArray();
            var (nucleus, sum) = (new HashSet<int>(), 0.0);
            foreach (var token in order)
            {
                if (sum >= p) break;
                nucleus.Add(token);
                sum += probabilities[token];
            }

            var sampler = new Sampler(Plain with { TopP = p }, trial);
            for (var draw = 0; draw < 200; draw++) nucleus.ShouldContain(sampler.Next((float[])logits.Clone(), []));
        }
    }

    [Fact]
    public void A_repetition_penalty_lowers_each_token_seen_once()
    {
        float[] logits = [2, -1, 0.5f];
        new Sampler(Plain with { RepetitionPenalty = 2, Temperature = 0 }, 1).Next(logits, [0, 1, 0]);

        logits.ShouldBe([1, -2, 0.5f]);
    }

    [Fact]
    public void Equal_seeds_draw_equal_tokens_and_other_seeds_others()
    {
        Draws(7).ShouldBe(Draws(7));
        Draws(7).ShouldNotBe(Draws(8));

        static int[] Draws(long seed)
        {
            var sampler = new Sampler(Plain, seed);
            return [.. Enumerable.Range(0, 50).Select(_ => sampler.Next(new float[100], []))];
        }
    }

    [Fact]
    public void The_first_draws_of_a_seed_never_change()
    {
        // Text that a seed once wrote is written again by every later version. Worked out with Python's integers.
        var sampler = new Sampler(Plain, seed: 1337);

        Enumerable.Range(0, 8).Select(_ => sampler.Next(new float[1000], [])).ShouldBe([807, 447, 10, 346, 358, 430, 52, 646]);
    }

    [Fact]
    public void Logits_that_are_no_numbers_are_refused()
    {
        var sampler = new Sampler(Plain, 1);

        Should.Throw<ArithmeticException>(() => sampler.Next([1, float.NaN], [])).Message.ShouldContain("token 1");
        Should.Throw<ArithmeticException>(() => sampler.Next([float.NegativeInfinity], []));
    }

    private static int[] Frequencies(SamplingSpec sampling, float[] logits)
    {
        var sampler = new Sampler(sampling, seed: 42);
        var counts = new int[logits.Length];
        for (var draw = 0; draw < 20_000; draw++) counts[sampler.Next((float[])logits.Clone(), [])]++;
        return counts;
    }

    private static float[] Logits(double[] probabilities) => [.. probabilities.Select(p => (float)Math.Log(p))];

    private static double[] Softmax(float[] logits, double temperature)
    {
        var weights = logits.Select(logit => Math.Exp(logit / temperature)).ToArray();
        return [.. weights.Select(weight => weight / weights.Sum())];
    }

    private static double[] Kept(double[] probabilities, params int[] tokens)
    {
        var sum = tokens.Sum(token => probabilities[token]);
        return [.. probabilities.Select((p, token) => tokens.Contains(token) ? p / sum : 0)];
    }
}
