using Pipelines.Decoding;

namespace Pipelines.Training.Tests.Rollouts;

/// <summary>Groups whose rewards are all equal, and those that are asked in their place.</summary>
public sealed class AskingAnew
{
    private const int Wanted = 6;

    private readonly PromptDeck deck = new(Playground.Prompts(40), seed: 3);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public void Others_are_asked_until_enough_groups_differ_or_prompts_were_drawn_often_enough(int maxDraws)
    {
        // What slow counting finds: prompts in the deck's order, of which an odd number of tokens makes answers differ.
        var (kept, next) = (0, 0);
        for (var draw = 0; draw < maxDraws && kept < Wanted; draw++)
        {
            var missing = Wanted - kept;
            kept += deck.Draw(next, missing).Count(Differs);
            next += missing;
        }

        var sampling = new DynamicSampling(deck, Sampler(), Options(maxDraws), Wanted);
        var round = new GrpoRound(sampling.Sample(CancellationToken.None), Options(maxDraws));

        sampling.Asked.ShouldBe(next);
        round.Rollout.Answers.Count.ShouldBe(2 * next);
        round.Kept.Count.ShouldBe(2 * kept);
        round.Kept.ShouldAllBe(i => Differs(round.Rollout.Answers[i].Prompt));
        round.Measures["groups"].ShouldBe(next);
        round.Measures["frac_reward_zero_std"].ShouldBe((next - kept) / (double)next, 1e-12);
        kept.ShouldBeLessThan(maxDraws == 1 ? Wanted : Wanted + 1);
    }

    [Fact]
    public void A_round_goes_on_where_the_one_before_it_ended_and_every_answer_has_draws_of_its_own()
    {
        var seeds = new List<long>();
        var sampling = new DynamicSampling(deck, Sampler(seeds), Options(100), Wanted);
        var first = sampling.Sample(CancellationToken.None);
        var between = sampling.Asked;
        var second = sampling.Sample(CancellationToken.None);

        first.Answers.Concat(second.Answers).Select(answer => answer.Prompt).Where((_, i) => i % 2 == 0)
            .ShouldBe(deck.Draw(0, (int)sampling.Asked));
        seeds.Distinct().Count().ShouldBe(seeds.Count);

        var resumed = new DynamicSampling(deck, Sampler(), Options(100), Wanted) { Asked = between };
        resumed.Sample(CancellationToken.None).Answers.Select(answer => answer.Text).ShouldBe(second.Answers.Select(answer => answer.Text));
    }

    [Fact]
    public void Without_leaving_out_no_other_is_asked()
    {
        var sampling = new DynamicSampling(deck, Sampler(), Options(100) with { DropEqual = false }, Wanted);
        sampling.Sample(CancellationToken.None).Answers.Count.ShouldBe(2 * Wanted);
    }

    [Fact]
    public void A_round_that_is_ended_early_has_asked_nothing()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        var sampling = new DynamicSampling(deck, Sampler(), Options(100), Wanted) { Asked = 7 };
        Should.Throw<OperationCanceledException>(() => sampling.Sample(stop.Token));
        sampling.Asked.ShouldBe(7);
    }

    private static bool Differs(Prompt prompt) => prompt.Tokens.Length % 2 == 1;

    private static GrpoOptions Options(int maxDraws) => Copying.Grpo with { Group = 2, DropEqual = true, MaxDraws = maxDraws };

    /// <summary>Answers of one token, of which the first of a group is worth 1 where the group is to differ.</summary>
    private static AnswerSampler Sampler(List<long>? seeds = null)
    {
        var asked = 0;
        return new AnswerSampler(
            (prompts, _, seedOfRow, _) =>
            {
                seeds?.AddRange(Enumerable.Range(0, prompts.Count).Select(seedOfRow));
                return [.. prompts.Select((prompt, row) => new Continuation([1 + (int)((ulong)seedOfRow(row) % 20)], Ended: false))];
            },
            Playground.Text, new Judge(answer => Differs(answer.Prompt) && asked++ % 2 == 0 ? 1 : 0), Playground.Sampling(1), seed: 1);
    }
}
