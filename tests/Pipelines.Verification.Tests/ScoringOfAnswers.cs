using System.Collections.Concurrent;

namespace Pipelines.Verification.Tests;

public sealed class ScoringOfAnswers
{
    private sealed class Given(Func<Answer, CancellationToken, Verdict> verify) : IVerifier
    {
        public Verdict Verify(Answer answer, CancellationToken cancellation) => verify(answer, cancellation);
    }

    // Long enough for any machine, and so short that a test which waits for it is soon over.
    private static readonly TimeSpan Ample = TimeSpan.FromMinutes(5), Brief = TimeSpan.FromSeconds(0.05);

    [Fact]
    public void A_score_is_the_weighted_sum_of_its_parts_and_keeps_the_order_of_the_answers()
    {
        using var scoring = Scoring(
            ("length", 2, (answer, _) => new Verdict(answer.Text.Length)), ("half", 0.5, (_, _) => new Verdict(0.5, "so so")));

        var scores = scoring.Score([.. Enumerable.Range(0, 50).Select(i => Asked.Answer(new string('x', i)))], CancellationToken.None);

        scores.Select(score => score.Reward).ShouldBe(Enumerable.Range(0, 50).Select(i => 2.0 * i + 0.25));
        scores[3].Parts.ShouldBe([new Verdict(3), new Verdict(0.5, "so so")]);
        scoring.Whole.ShouldBe(2.5);
    }

    [Fact]
    public void A_verifier_that_throws_gives_nothing_and_the_others_still_count()
    {
        using var scoring = Scoring(
            ("bad", 1, (_, _) => throw new InvalidOperationException("broken")), ("good", 1, (_, _) => Verdict.Right));

        var score = scoring.Score([Asked.Answer("x")], CancellationToken.None).Single();

        score.Reward.ShouldBe(1);
        score.Parts[0].ShouldBe(new Verdict(0, "bad failed: InvalidOperationException: broken"));
    }

    [Fact]
    public void A_verifier_that_asks_for_all_memory_gives_nothing()
    {
        using var scoring = Scoring(("greedy", 1, (_, _) => new Verdict(new long[int.MaxValue].Length)));
        scoring.Score([Asked.Answer("x")], CancellationToken.None).Single().Parts[0].Reason!.ShouldStartWith("greedy failed: OutOfMemory");
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_reward_that_is_no_number_counts_as_none(double reward)
    {
        using var scoring = Scoring(("odd", 1, (_, _) => new Verdict(reward)));
        scoring.Score([Asked.Answer("x")], CancellationToken.None).Single().Parts[0].Reason.ShouldBe($"odd gave a reward of {reward}");
    }

    [Fact]
    public void A_verifier_that_hangs_is_left_behind_and_in_the_end_asked_no_more()
    {
        using var asked = new BlockingCollection<string>();
        using var never = new ManualResetEventSlim();
        using var scoring = Scoring(Brief, ("stuck", 1, (answer, _) =>
        {
            asked.Add(answer.Text);
            never.Wait();
            return Verdict.Right;
        }
        ));

        var answers = Enumerable.Range(0, 8 + 4 * Environment.ProcessorCount).Select(i => Asked.Answer($"{i}")).ToArray();
        var scores = scoring.Score(answers, CancellationToken.None);

        scores.ShouldAllBe(score => score.Reward == 0);
        var reasons = scores.CountBy(score => score.Parts[0].Reason!).ToDictionary();
        reasons.Keys.ShouldBe(["stuck took more than 0.05 s", "stuck did not end 4 times, and is asked no more"], ignoreOrder: true);
        // Each processor may ask once more before it hears of the fourth.
        reasons["stuck took more than 0.05 s"].ShouldBeInRange(4, 3 + Environment.ProcessorCount);
        asked.Count.ShouldBeLessThanOrEqualTo(reasons["stuck took more than 0.05 s"]);
        never.Set();
    }

    [Fact]
    public void A_verifier_that_obeys_at_its_limit_is_asked_again()
    {
        using var scoring = Scoring(Brief, ("slow", 1, (_, cancellation) =>
        {
            cancellation.WaitHandle.WaitOne();
            cancellation.ThrowIfCancellationRequested();
            return Verdict.Right;
        }
        ));

        var scores = scoring.Score([.. Enumerable.Range(0, 10).Select(i => Asked.Answer($"{i}"))], CancellationToken.None);

        scores.ShouldAllBe(score => score.Parts[0].Reason == "slow took more than 0.05 s");
    }

    [Fact]
    public void Cancelling_the_run_ends_the_judging()
    {
        using var stop = new CancellationTokenSource();
        using var scoring = Scoring(("stops", 1, (_, _) =>
        {
            stop.Cancel();
            return Verdict.Right;
        }
        ));
        Should.Throw<OperationCanceledException>(() => scoring.Score([Asked.Answer("x"), Asked.Answer("y")], stop.Token));
    }

    private static Scoring Scoring(params (string Name, double Weight, Func<Answer, CancellationToken, Verdict> Verify)[] parts) =>
        Scoring(Ample, parts);

    private static Scoring Scoring(
        TimeSpan limit, params (string Name, double Weight, Func<Answer, CancellationToken, Verdict> Verify)[] parts) =>
        new([.. parts.Select(part => (part.Name, (IVerifier)new Given(part.Verify), part.Weight))], limit);
}
