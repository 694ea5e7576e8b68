using Pipelines.Decoding;
using Pipelines.Decoding.Tests;
using Pipelines.Spec;

namespace Pipelines.Serving.Tests;

/// <summary>Tokens proposed by one distribution and judged by another are distributed by the other.</summary>
public sealed class AcceptanceRules
{
    private static readonly SamplingSpec Plain = Answers.Greedy with { Temperature = 1 };

    [Fact]
    public void What_is_chosen_has_the_targets_distribution()
    {
        var random = new Random(3);
        for (var trial = 0; trial < 10; trial++)
        {
            var logits = Enumerable.Range(0, 12).Select(_ => (float)(3 * random.NextDouble())).ToArray();
            logits[trial] = float.NegativeInfinity;
            var sampling = Plain with { Temperature = 0.5 + random.NextDouble(), TopP = trial % 2 == 0 ? 1 : 0.8 };
            var p = new double[12];
            new Sampler(sampling, 1).Probabilities((float[])logits.Clone(), [], p);
            var q = Normalised([.. p.Select(share => trial % 3 == 0 ? random.NextDouble() : share * random.NextDouble() + 0.01)]);

            Chosen(sampling, logits, q).Counts.ShouldFit(p);
        }
    }

    [Fact]
    public void As_many_are_accepted_as_the_distributions_have_in_common()
    {
        double[] p = [0.5, 0.3, 0.2, 0], q = [0.1, 0.3, 0.2, 0.4];

        var (counts, accepted) = Chosen(Plain, [.. p.Select(share => (float)Math.Log(share))], q);

        counts.ShouldFit(p);
        new[] { accepted, counts.Sum() - accepted }.ShouldFit([0.6, 0.4]);       // Σ min(p, q)
    }

    [Fact]
    public void A_proposal_of_the_same_distribution_is_always_accepted()
    {
        double[] p = [0.5, 0.25, 0.25];

        var (counts, accepted) = Chosen(Plain, [.. p.Select(share => (float)Math.Log(share))], p);

        accepted.ShouldBe(counts.Sum());
    }

    [Fact]
    public void A_forbidden_proposal_is_never_accepted()
    {
        float[] logits = [0, float.NegativeInfinity, 0];

        Chosen(Plain, logits, [0, 1, 0]).Counts.ShouldFit([0.5, 0, 0.5]);
    }

    private static (int[] Counts, int Accepted) Chosen(SamplingSpec sampling, float[] logits, double[] q)
    {
        var (judge, proposer) = (new Sampler(sampling, seed: 11), new Sampler(sampling, seed: 12));
        var (counts, accepted) = (new int[logits.Length], 0);
        for (var draw = 0; draw < 20_000; draw++)
        {
            var proposed = proposer.Draw(q);
            var chosen = AcceptanceRule.Choose(judge, (float[])logits.Clone(), [], 0, proposed, q);
            counts[chosen]++;
            accepted += chosen == proposed ? 1 : 0;
        }
        return (counts, accepted);
    }

    private static double[] Normalised(double[] weights) => [.. weights.Select(weight => weight / weights.Sum())];
}
