using System.Security.Cryptography;
using Pipelines.Decoding;
using Pipelines.Spec;

namespace Pipelines.Training.Tests.Rollouts;

public sealed class ResumingRollouts : IDisposable
{
    private static readonly RoundPlan Plan = new(Answers: 16, Passes: 2, MiniBatches: 2, Batch: 4, Seed: 3);
    private static readonly TrainingOptions Training = (Copying.Options(6 * 4) with
    {
        Evaluate = new EvaluationSpec(Every: 2, Batches: 0),
        Checkpoint = new CheckpointSpec(Every: 2, Keep: 9),
    }).EveryRound(4);

    private readonly string folder = Directory.CreateTempSubdirectory("rollouts-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Ppo_with_an_adapting_coefficient_comes_to_the_bytes_of_an_uninterrupted_run()
    {
        var options = Copying.Ppo with { KlTarget = 0.5, KlHorizon = 50 };
        ShouldResume((playground, store, listener, sampled) =>
            Copying.Trainer(playground, options, Training, Plan, store, listener, sampled).Run(listener.Token));
        new CheckpointStore(Path.Combine(folder, "whole")).Latest()!.State.Carried["kl_coefficient"].ShouldNotBe(options.Kl);
    }

    [Fact]
    public void Grpo_comes_to_the_bytes_of_an_uninterrupted_run() =>
        ShouldResume((playground, store, listener, sampled) =>
            Copying.Trainer(playground, Copying.Grpo with { Kl = 0.1 }, Training, Plan, store, listener, sampled).Run(listener.Token));

    [Fact]
    public void Grpo_that_asks_prompts_anew_comes_to_the_bytes_of_an_uninterrupted_run()
    {
        var options = Copying.Grpo with { DropEqual = true, MaxDraws = 2 };
        ShouldResume((playground, store, listener, sampled) =>
            Copying.Trainer(playground, options, Training, Plan, store, listener, sampled).Run(listener.Token));
        new CheckpointStore(Path.Combine(folder, "whole")).Latest()!.State.Carried["prompts_asked"].ShouldBeGreaterThan(6 * 2, "some were");
    }

    [Fact]
    public void A_run_stops_while_answers_are_written_and_goes_on_with_all_of_them()
    {
        using var stop = new CancellationTokenSource();
        var (asked, written, sampled) = (0, new List<int>(), new List<long>());

        var whole = Run("whole", null);
        var first = Run("parts", rows =>
        {
            if (++asked == 3) stop.Cancel();
            var answers = rows();
            written.Add(answers.Max(answer => answer.Tokens.Length));
            return answers;
        });

        (first.Completed, first.Last.State.Step).ShouldBe((false, 2 * Plan.Steps));
        sampled.ShouldBe([0, 1], "the third round was not taken");
        written.ShouldBe([3, 3, 1], "it ended with the first token of its answers");
        Hash(Run("parts", null).Last.Weights).ShouldBe(Hash(whole.Last.Weights));

        TrainingOutcome Run(string name, Func<Func<IReadOnlyList<Continuation>>, IReadOnlyList<Continuation>>? around)
        {
            using var playground = new Playground();
            var generator = new BatchGenerator(playground.Model, new HashSet<int> { Playground.End });
            var sampler = new AnswerSampler(
                (prompts, sampling, seeds, token) => around is null
                    ? generator.Generate(prompts, sampling, seeds, token)
                    : around(() => generator.Generate(prompts, sampling, seeds, token)),
                Playground.Text, new Judge(Copying.Worth), Playground.Sampling(Copying.Grpo.MaxTokens), seed: 1);
            return Copying.Trainer(
                playground, Copying.Grpo, Training, Plan, new CheckpointStore(Path.Combine(folder, name)), new Stopper(),
                around is null ? null : (round, _) => sampled.Add(round), sampler).Run(around is null ? default : stop.Token);
        }
    }

    private void ShouldResume(Func<Playground, CheckpointStore, Stopper, Action<long, Round>, TrainingOutcome> run)
    {
        var whole = Run("whole", new Stopper());
        whole.Completed.ShouldBeTrue();
        var first = Run("parts", new Stopper { CancelAt = 5 });
        first.Last.State.Step.ShouldBe(8, "the round ends first");
        Should.Throw<InvalidOperationException>(() => Run("parts", new Stopper { DieAt = 18 }));
        var stopper = new Stopper();
        var last = Run("parts", stopper);

        stopper.Start!.Step.ShouldBe(16);
        Hash(last.Last.Weights).ShouldBe(Hash(whole.Last.Weights));
        Hash(last.Last.Optimizer).ShouldBe(Hash(whole.Last.Optimizer));
        last.Last.State.Carried.ShouldBe(whole.Last.State.Carried);
        last.Final.ShouldBe(whole.Final);
        foreach (var file in (string[])[SampleTable.JsonLinesFile, SampleTable.MarkdownFile])
            File.ReadAllText(Path.Combine(folder, "samples-parts", file))
                .ShouldBe(File.ReadAllText(Path.Combine(folder, "samples-whole", file)));

        TrainingOutcome Run(string name, Stopper stopper)
        {
            using var playground = new Playground(dropout: 0.1);
            var samples = Directory.CreateDirectory(Path.Combine(folder, "samples-" + name)).FullName;
            var table = new SampleTable(samples, rounds: 6, group: 8);
            return run(playground, new CheckpointStore(Path.Combine(folder, name)), stopper, table.Take);
        }
    }

    private static string Hash(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));
}

/// <summary>Stops a run at a step, politely or not.</summary>
internal sealed class Stopper : ITrainingObserver
{
    private readonly CancellationTokenSource cancellation = new();

    public long CancelAt { get; init; } = -1;

    public long DieAt { get; init; } = -1;

    public TrainingStart? Start { get; private set; }

    public CancellationToken Token => cancellation.Token;

    public void Started(TrainingStart start) => Start = start;

    public void Stepped(StepMetrics metrics)
    {
        if (metrics.Step == CancelAt) cancellation.Cancel();
        if (metrics.Step == DieAt) throw new InvalidOperationException("killed");
    }

    public void Evaluated(long step, Evaluation evaluation, bool best)
    {
    }

    public void Saved(Checkpoint checkpoint)
    {
    }

    public void PassedOver(CorruptCheckpointException corrupt)
    {
    }
}
