using System.Security.Cryptography;
using Pipelines.Data;
using Pipelines.Spec;
using static TorchSharp.torch;

namespace Pipelines.Training.Tests;

public sealed class Resuming : IDisposable
{
    private static readonly PretrainSpec Spec = Workshop.Spec with
    {
        Tokens = 20 * 2 * 4 * Workshop.Context,
        Training = Workshop.Spec.Training with
        {
            Accumulate = 2,
            Evaluate = new EvaluationSpec(Every: 4, Batches: 2),
            Checkpoint = new CheckpointSpec(Every: 5, Keep: 3),
        },
    };

    private readonly Workshop workshop = new();
    private readonly TokenFile train;
    private readonly TokenFile validation;

    public Resuming() => (train, validation) = (workshop.Noise(2000, 1), workshop.Noise(500, 2));

    public void Dispose() => workshop.Dispose();

    [Theory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.BFloat16)]
    public void A_cancelled_run_comes_to_the_bytes_of_an_uninterrupted_one(Precision precision)
    {
        var spec = Spec with { Training = Spec.Training with { Precision = precision } };
        var whole = Run(spec, "whole");
        foreach (var stop in (long[])[3, 8, 17])
        {
            using var cancellation = new CancellationTokenSource();
            var first = Run(spec, "parts", new Listener { OnStep = step => CancelAt(stop, step, cancellation) }, cancellation.Token);
            first.Completed.ShouldBeFalse();
            first.Last.State.Step.ShouldBe(stop);
        }

        var listener = new Listener();
        var last = Run(spec, "parts", listener);

        listener.Start!.Step.ShouldBe(17);
        ShouldBeEqual(last, whole);
    }

    [Theory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.BFloat16)]
    public void Equal_runs_on_two_threads_come_to_equal_bytes(Precision precision)
    {
        set_num_threads(2);
        ShouldBeEqual(Run(Spec with { Training = Spec.Training with { Precision = precision } }, "whole"), Run(Spec with { Training = Spec.Training with { Precision = precision } }, "other"));
    }

    [Fact]
    public void A_run_that_died_between_checkpoints_comes_to_the_same_bytes()
    {
        var whole = Run(Spec, "whole");
        var killer = new Listener { OnStep = step => _ = step.Step < 13 ? 0 : throw new InvalidOperationException("killed") };
        Should.Throw<InvalidOperationException>(() => Run(Spec, "parts", killer));

        var listener = new Listener();
        var last = Run(Spec, "parts", listener);

        listener.Start!.Resumed!.State.Step.ShouldBeInRange(10, 12);
        ShouldBeEqual(last, whole);
    }

    [Fact]
    public void A_corrupt_checkpoint_is_reported_and_the_one_before_it_leads_to_the_same_bytes()
    {
        var whole = Run(Spec, "whole");
        using var cancellation = new CancellationTokenSource();
        var first = Run(Spec, "parts", new Listener { OnStep = step => CancelAt(11, step, cancellation) }, cancellation.Token);
        using (var file = File.OpenWrite(first.Last.Weights))
        {
            file.Position = file.Length - 5;
            file.WriteByte(0x5A);
        }

        var listener = new Listener();
        var last = Run(Spec, "parts", listener);

        listener.Corrupt.ShouldHaveSingleItem().Folder.ShouldBe(first.Last.Folder);
        listener.Start!.Step.ShouldBe(10);
        ShouldBeEqual(last, whole);
    }

    [Fact]
    public void A_finished_run_is_not_trained_further()
    {
        var whole = Run(Spec, "whole");
        var listener = new Listener();
        var again = Run(Spec, "whole", listener);

        listener.Steps.ShouldBeEmpty();
        listener.Saves.ShouldBeEmpty();
        again.Last.Folder.ShouldBe(whole.Last.Folder);
        again.Final.ShouldBe(whole.Final);
    }

    [Fact]
    public void Momentum_of_sgd_goes_on_too()
    {
        var spec = Spec with { Training = Spec.Training with { Optimizer = new SgdSpec(0.05, 0.1, Momentum: 0.9) } };
        var whole = Run(spec, "whole");
        using var cancellation = new CancellationTokenSource();
        Run(spec, "parts", new Listener { OnStep = step => CancelAt(7, step, cancellation) }, cancellation.Token);

        ShouldBeEqual(Run(spec, "parts"), whole);
    }

    [Fact]
    public void Means_in_eight_bits_go_on_bit_for_bit()
    {
        var spec = Spec with { Training = Spec.Training with { Optimizer = new AdamW8BitSpec(3e-3, 0.1, 0.9, 0.95, 1e-8) } };
        var whole = Run(spec, "whole");
        foreach (var stop in (long[])[7, 13])
        {
            using var cancellation = new CancellationTokenSource();
            Run(spec, "parts", new Listener { OnStep = step => CancelAt(stop, step, cancellation) }, cancellation.Token);
        }

        ShouldBeEqual(Run(spec, "parts"), whole);
        Hash(whole.Last.Weights).ShouldNotBe(Hash(Run(Spec, "full").Last.Weights), "the means are in eight bits");
    }

    [Fact]
    public void A_run_with_other_settings_does_not_go_on_from_a_checkpoint()
    {
        using var cancellation = new CancellationTokenSource();
        Run(Spec, "parts", new Listener { OnStep = step => CancelAt(7, step, cancellation) }, cancellation.Token);

        Should.Throw<CheckpointMismatchException>(() => Run(Spec with { Training = Spec.Training with { Batch = 8, Accumulate = 1 } }, "parts"))
            .Message.ShouldContain("batch 4, and this run has batch 8");
        Should.Throw<CheckpointMismatchException>(() => Run(Spec, "parts", seed: 6))
            .Message.ShouldContain("seed 5, and this run has seed 6");
    }

    [Fact]
    public void A_cancelled_evaluation_is_made_up_for()
    {
        var whole = Run(Spec, "whole");
        using var cancellation = new CancellationTokenSource();
        var first = Run(Spec, "parts", new Listener { OnStep = step => CancelAt(8, step, cancellation) }, cancellation.Token);
        first.Last.State.Evaluation.ShouldBeNull();

        var listener = new Listener();
        ShouldBeEqual(Run(Spec, "parts", listener), whole);
        listener.Evaluations[0].Step.ShouldBe(8);
    }

    [Fact]
    public void A_cancelled_final_evaluation_is_made_up_for_and_kept()
    {
        var whole = Run(Spec, "whole");
        using var cancellation = new CancellationTokenSource();
        var first = Run(Spec, "parts", new Listener { OnStep = step => CancelAt(20, step, cancellation) }, cancellation.Token);
        first.Completed.ShouldBeFalse();
        ShouldBeEqual(Run(Spec, "parts"), whole);

        var listener = new Listener();
        Run(Spec, "parts", listener).Final.ShouldBe(whole.Final);
        listener.Evaluations.ShouldBeEmpty();
    }

    private TrainingOutcome Run(
        PretrainSpec spec, string name, Listener? listener = null, CancellationToken cancellation = default, long seed = 5)
    {
        // Another seed for the initial weights of each run shows that a resumed one does not lean on them.
        var model = workshop.Model(seed: !Directory.Exists(workshop.Checkpoints(name).Folder) ? 1 : 99, dropout: 0.1);
        return Pretraining.Create(model, train, validation, spec, seed, workshop.Checkpoints(name), listener).Run(cancellation);
    }

    private static void CancelAt(long stop, StepMetrics step, CancellationTokenSource cancellation)
    {
        if (step.Step == stop) cancellation.Cancel();
    }

    private static string Hash(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));

    private static void ShouldBeEqual(TrainingOutcome one, TrainingOutcome other)
    {
        one.Completed.ShouldBeTrue();
        Hash(one.Last.Weights).ShouldBe(Hash(other.Last.Weights), "weights");
        Hash(one.Last.Optimizer).ShouldBe(Hash(other.Last.Optimizer), "moments");
        one.Final.ShouldBe(other.Final);
        one.Best.ShouldBe(other.Best);
        one.Tokens.ShouldBe(other.Tokens);
    }
}
