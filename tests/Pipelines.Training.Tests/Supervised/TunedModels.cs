using Pipelines.Data;
using Pipelines.Spec;
using static TorchSharp.torch;

namespace Pipelines.Training.Tests.Supervised;

public sealed class TunedModels : IDisposable
{
    private static readonly int[] Lengths = [3, 9, 5, 12, 4, 8, 6, 2, 7, 11, 10, 3];

    private readonly Workshop workshop = new();

    public void Dispose() => workshop.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_batch_of_answers_is_learned_by_heart(bool packing)
    {
        var spec = Tunings.Spec with
        {
            Packing = packing,
            Epochs = 120,
            Training = Tunings.Spec.Training with { Batch = packing ? 5 : 12, Optimizer = new AdamWSpec(1e-2, 0, 0.9, 0.95, 1e-8) },
        };
        var (listener, examples) = (new Listener(), Tunings.Examples(Lengths));
        var tuning = new SupervisedTuning(workshop.Model(), examples, examples, spec, 1);
        var outcome = tuning.Trainer(workshop.Checkpoints("run"), listener).Run();

        listener.Steps[0].Loss.ShouldBe(Math.Log(Workshop.Vocab), 0.5);
        outcome.Final!.Loss.ShouldBeLessThan(0.05);
        outcome.Final.Tokens.ShouldBe(examples.Summary.Trained);
    }

    [Fact]
    public void Steps_see_the_epochs_rows()
    {
        var examples = Tunings.Examples(Enumerable.Repeat(Workshop.Context, 10));
        var spec = Tunings.Spec with { Epochs = 3, Training = Tunings.Spec.Training with { Batch = 2, Accumulate = 2 } };
        new SupervisedTuning(workshop.Model(), examples, null, spec, 1).Steps.ShouldBe(8);
        new SupervisedTuning(workshop.Model(), examples, null, spec with { Packing = false }, 1).Steps.ShouldBe(8);
        new SupervisedTuning(workshop.Model(), examples, Tunings.Examples(), spec, 1).Evaluate.ShouldBeNull();
    }

    [Fact]
    public void Packing_changes_nothing_but_speed()
    {
        // Every step sees all examples, so that both ways see the same.
        var examples = Tunings.Examples(Lengths);
        var rows = (int)new PackedExamples(examples.Kept, Workshop.Context, 1, 1, 0).Count;
        var packed = Train(examples, packing: true, batch: rows, accumulate: 1, steps: 6);
        var padded = Train(examples, packing: false, batch: Lengths.Length, accumulate: 1, steps: 6);
        ShouldBeClose(packed.Losses, padded.Losses);
        ShouldBeClose(packed.Weights, padded.Weights);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Accumulation_changes_nothing_but_memory(bool packing)
    {
        var examples = Tunings.Examples(Lengths);
        var large = Train(examples, packing, batch: 4, accumulate: 1, steps: 6);
        var small = Train(examples, packing, batch: 1, accumulate: 4, steps: 6);
        ShouldBeClose(small.Losses, large.Losses);
        ShouldBeClose(small.Weights, large.Weights);
    }

    [Fact]
    public void What_is_masked_costs_nothing()
    {
        var example = Tunings.Examples(12).Kept.Single();
        var model = workshop.Model();
        model.eval();
        using var scope = NewDisposeScope();
        var ids = tensor(example.Tokens[..^1].Select(token => (long)token).ToArray(), [1, 12]);
        var targets = tensor(example.Tokens[1..].Select(token => (long)token).ToArray(), [1, 12]);
        var learned = tensor(example.Trained[1..].Select(trained => trained ? 1f : 0f).ToArray(), [1, 12]);
        var expected = -(model.call(ids).log_softmax(-1).gather(-1, targets.unsqueeze(-1)).squeeze(-1) * learned).sum();

        var loss = new TokenPrediction(model).Loss(PaddedExamples.Pad([example]));
        loss.item<float>().ShouldBe(expected.item<float>(), 1e-4);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 0)]
    [InlineData(true, 5)]
    public void A_run_that_stopped_goes_on_to_the_same_weights(bool packing, double neftune)
    {
        var examples = Tunings.Examples(Lengths);
        var spec = Tunings.Spec with { Packing = packing, Neftune = neftune, Epochs = 6, Training = Tunings.Spec.Training with { Batch = 2 } };
        var whole = workshop.Model(dropout: 0.1);
        new SupervisedTuning(whole, examples, examples, spec, 1).Trainer(workshop.Checkpoints("whole")).Run().Completed.ShouldBeTrue();

        using var stop = new CancellationTokenSource();
        var listener = new Listener { OnStep = metrics => { if (metrics.Step == 5) stop.Cancel(); } };
        new SupervisedTuning(workshop.Model(dropout: 0.1), examples, examples, spec, 1)
            .Trainer(workshop.Checkpoints("cut"), listener).Run(stop.Token).Completed.ShouldBeFalse();
        var resumed = workshop.Model(seed: 77, dropout: 0.1);
        new SupervisedTuning(resumed, examples, examples, spec, 1).Trainer(workshop.Checkpoints("cut")).Run().Completed.ShouldBeTrue();

        Tunings.Weights(resumed).ShouldBe(Tunings.Weights(whole));
    }

    [Fact]
    public void Noise_blurs_training_and_no_evaluation()
    {
        var examples = Tunings.Examples(Lengths);
        var (plain, noisy) = (new Listener(), new Listener());
        foreach (var (listener, neftune) in new[] { (plain, 0.0), (noisy, 5.0) })
        {
            var spec = Tunings.Spec with
            {
                Epochs = 1,
                Neftune = neftune,
                Training = Tunings.Spec.Training with { Optimizer = new SgdSpec(1e-12, 0, 0), Batch = 8 },
            };
            new SupervisedTuning(workshop.Model(), examples, examples, spec, 1).Trainer(workshop.Checkpoints($"{neftune}"), listener).Run();
        }

        Math.Abs(noisy.Steps[0].Loss - plain.Steps[0].Loss).ShouldBeGreaterThan(1e-4);
        noisy.Evaluations.Single().Evaluation.Loss.ShouldBe(plain.Evaluations.Single().Evaluation.Loss, 1e-6);
    }

    [Fact]
    public void Other_examples_are_another_run()
    {
        using var stop = new CancellationTokenSource();
        var listener = new Listener { OnStep = _ => stop.Cancel() };
        new SupervisedTuning(workshop.Model(), Tunings.Examples(Lengths), null, Tunings.Spec, 1).Trainer(workshop.Checkpoints("run"), listener).Run(stop.Token);
        var other = new SupervisedTuning(workshop.Model(), Tunings.Examples(Lengths.Reverse()), null, Tunings.Spec, 1);
        Should.Throw<CheckpointMismatchException>(() => other.Trainer(workshop.Checkpoints("run")).Run());
    }

    [Fact]
    public void A_run_leaves_no_tensors_behind()
    {
        var (model, examples) = (workshop.Model(), Tunings.Examples(Lengths));
        long Run(string name)
        {
            new SupervisedTuning(model, examples, examples, Tunings.Spec with { Epochs = 3 }, 1).Trainer(workshop.Checkpoints(name)).Run();
            return Tensor.TotalCount;
        }

        Run("first").ShouldBe(Run("second"));
    }

    private (float[] Losses, float[] Weights) Train(EncodedExamples examples, bool packing, int batch, int accumulate, int steps)
    {
        var training = Tunings.Spec.Training with
        {
            Batch = batch,
            Accumulate = accumulate,
            Optimizer = new SgdSpec(0.05, 0, 0),
            Schedule = new ConstantSpec(new StepSpan(0, false)),
        };
        var spec = Tunings.Spec with { Packing = packing, Training = training };
        var rows = packing ? new PackedExamples(examples.Kept, Workshop.Context, 1, 1, 0).Count : examples.Kept.Count;
        spec = spec with { Epochs = steps * (double)(batch * accumulate) / rows };
        var (model, listener) = (workshop.Model(), new Listener());
        new SupervisedTuning(model, examples, null, spec, 1).Trainer(workshop.Checkpoints($"{packing}-{batch}"), listener).Run();
        listener.Steps.Count.ShouldBe(steps);
        return ([.. listener.Steps.Select(step => (float)step.Loss)], Tunings.Weights(model));
    }

    private static void ShouldBeClose(float[] actual, float[] expected)
    {
        actual.Length.ShouldBe(expected.Length);
        for (var i = 0; i < actual.Length; i++) actual[i].ShouldBe(expected[i], 1e-5f, $"at {i}");
    }
}
