using Pipelines.Spec;

namespace Pipelines.Training.Tests;

public sealed class Learning : IDisposable
{
    private readonly Workshop workshop = new();

    public void Dispose() => workshop.Dispose();

    [Theory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.BFloat16)]
    public void One_batch_is_learned_by_heart(Precision precision)
    {
        // Exactly four windows of noise: only memory predicts them.
        var text = workshop.Noise(4 * Workshop.Context + 1);
        var spec = Workshop.Spec with
        {
            Tokens = 150 * 4 * Workshop.Context,
            Training = Workshop.Spec.Training with
            {
                Precision = precision,
                Optimizer = new AdamWSpec(1e-2, 0, 0.9, 0.95, 1e-8),
            },
        };
        var listener = new Listener();
        Pretraining.Create(workshop.Model(), text, null, spec, 1, workshop.Checkpoints("run"), listener).Run();

        listener.Start!.Precision.ShouldBe(precision.ToString().ToLowerInvariant());
        listener.Steps[0].Loss.ShouldBe(Math.Log(Workshop.Vocab), 0.5);
        listener.Steps[^1].Loss.ShouldBeLessThan(0.05);
    }

    [Fact]
    public void Moments_in_8_bits_learn_nearly_as_those_in_32()
    {
        var text = workshop.Noise(4 * Workshop.Context + 1);
        var (wide, narrow) = (Losses(new AdamWSpec(1e-2, 0, 0.9, 0.95, 1e-8)), Losses(new AdamW8BitSpec(1e-2, 0, 0.9, 0.95, 1e-8)));
        for (var step = 0; step < wide.Length; step++) narrow[step].ShouldBe(wide[step], 0.15 + (0.1 * wide[step]), $"step {step}");
        narrow[^1].ShouldBeLessThan(0.1);

        double[] Losses(OptimizerSpec optimizer)
        {
            var spec = Workshop.Spec with
            {
                Tokens = 150 * 4 * Workshop.Context,
                Training = Workshop.Spec.Training with { Optimizer = optimizer },
            };
            var listener = new Listener();
            Pretraining.Create(workshop.Model(), text, null, spec, 1, workshop.Checkpoints($"{optimizer.GetType().Name}"), listener).Run();
            return [.. listener.Steps.Select(step => step.Loss)];
        }
    }

    [Theory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.Auto)]
    public void A_source_of_known_entropy_is_learned_to_its_entropy(Precision precision)
    {
        // After token t come t + 1 (1/2), t + 2 (1/4), t + 3 (1/4): 1.5 bits a token, and nobody can do better.
        var (train, validation) = (Chain(40_000, seed: 1), Chain(4_000, seed: 2));
        var spec = Workshop.Spec with
        {
            Tokens = 300 * 16 * Workshop.Context,
            Training = Workshop.Spec.Training with
            {
                Batch = 16,
                Precision = precision,
                Schedule = new WsdSpec(new StepSpan(0.05, true), new StepSpan(0.3, true), 0),
                Evaluate = new EvaluationSpec(Every: 100, Batches: 0),
            },
        };
        var listener = new Listener();
        var outcome = Pretraining.Create(workshop.Model(), train, validation, spec, 1, workshop.Checkpoints("run"), listener).Run();

        var entropy = 1.5 * Math.Log(2);
        outcome.Completed.ShouldBeTrue();
        outcome.Final!.Loss.ShouldBeInRange(entropy - 0.03, entropy + 0.05);
        // Every token but the last, which ends the document, is a byte here.
        outcome.Final.BitsPerByte.ShouldBe(outcome.Final.Loss / Math.Log(2) * 4000 / 3999, 1e-9);
        listener.Evaluations.Select(evaluation => evaluation.Step).ShouldBe([100, 200, 300]);
    }

    [Fact]
    public void Rates_norms_and_counts_are_told_for_each_step()
    {
        var spec = Workshop.Spec with { Tokens = 10 * 2 * 4 * Workshop.Context, Training = Workshop.Spec.Training with { Accumulate = 2 } };
        var listener = new Listener();
        Pretraining.Create(workshop.Model(), workshop.Noise(2000), null, spec, 1, workshop.Checkpoints("run"), listener).Run();

        var schedule = new LearningRateSchedule(spec.Training.Schedule, 10);
        listener.Steps.Select(step => step.Step).ShouldBe(Enumerable.Range(1, 10).Select(step => (long)step));
        listener.Steps.Select(step => step.LearningRate)
            .ShouldBe(Enumerable.Range(0, 10).Select(step => 3e-3 * schedule.Factor(step)), 1e-12);
        listener.Steps.ShouldAllBe(step => step.Steps == 10 && step.GradientNorm > 0 && step.TokensPerSecond > 0 && step.MemoryBytes > 0);
        listener.Steps[^1].Tokens.ShouldBe(10 * 2 * 4 * Workshop.Context);
        listener.Start!.Parameters.ShouldBe(workshop.Model().parameters().Sum(parameter => parameter.numel()));
    }

    private Data.TokenFile Chain(int tokens, int seed)
    {
        var random = new Random(seed);
        var document = new int[tokens];
        for (var i = 1; i < tokens; i++)
            document[i] = (document[i - 1] + (random.Next(4) is var draw && draw < 2 ? 1 : draw)) % (Workshop.Vocab - 1);
        return workshop.Text($"chain-{seed}", [[.. document.Select(state => state + 1)]]);
    }
}
