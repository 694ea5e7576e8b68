using System.Security.Cryptography;
using Pipelines.Formats.Safetensors;
using Pipelines.Spec;
using static TorchSharp.torch;

namespace Pipelines.Training.Tests;

public sealed class ExpertsInTraining : IDisposable
{
    private const int Experts = 8, TopK = 2;

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

    public ExpertsInTraining()
    {
        GC.Collect();    // what tests before left to the collector must not vanish while tensors are counted
        GC.WaitForPendingFinalizers();
    }

    public void Dispose() => workshop.Dispose();

    [Fact]
    public void The_load_of_every_expert_is_measured_in_every_step()
    {
        var listener = new Listener();
        using var model = Model();
        Run(model, "run", listener);

        listener.Steps.Count.ShouldBe(20);
        foreach (var step in listener.Steps)
        {
            step.Measures.Keys.Count().ShouldBe(2 * (Experts + 1) + 1);
            for (var layer = 0; layer < 2; layer++)
            {
                var loads = Loads(step, layer);
                loads.Sum().ShouldBe(2 * 4 * Workshop.Context * TopK);
                step.Measures[$"moe/layers.{layer}/max_load"].ShouldBe(loads.Max() / loads.Average(), 1e-6);
            }
        }
    }

    [Fact]
    public void What_routing_adds_to_the_loss_is_measured_too()
    {
        var listener = new Listener();
        using var model = new RoutedModel(Experts, TopK, balanceLoss: 0.5);
        Run(model, "run", listener);

        // Two layers, each about 0.5 · top_k, and never less than when the load is even and the router sure of nothing.
        foreach (var step in listener.Steps) step.Measures["moe/auxiliary_loss"].ShouldBeInRange(1.5, 8);
    }

    [Fact]
    public void Biases_follow_the_loads_of_whole_steps()
    {
        var listener = new Listener();
        using var model = Model();
        Run(model, "run", listener);

        var layers = model.Layers.ToArray();
        for (var layer = 0; layer < 2; layer++)
        {
            var expected = new double[Experts];
            foreach (var step in listener.Steps)
            {
                var loads = Loads(step, layer);
                for (var expert = 0; expert < Experts; expert++) expected[expert] += 0.01 * Math.Sign(loads.Average() - loads[expert]);
            }
            var biases = layers[layer].router.e_score_correction_bias!.data<float>().ToArray();
            for (var expert = 0; expert < Experts; expert++) ((double)biases[expert]).ShouldBe(expected[expert], 1e-5);
            biases.ShouldContain(bias => Math.Abs(bias) > 0.05);
        }
    }

    [Fact]
    public void A_cancelled_run_comes_to_the_bytes_of_an_uninterrupted_one()
    {
        var whole = Run(Model(), "whole");
        foreach (var stop in (long[])[3, 8, 17])
        {
            using var cancellation = new CancellationTokenSource();
            Run(Model(SeedOf("parts")), "parts", CancelAt(stop, cancellation), cancellation.Token).Last.State.Step.ShouldBe(stop);
        }
        var last = Run(Model(SeedOf("parts")), "parts");

        Hash(last.Last.Weights).ShouldBe(Hash(whole.Last.Weights), "weights");
        Hash(last.Last.Optimizer).ShouldBe(Hash(whole.Last.Optimizer), "moments");
        using var file = SafetensorsFile.Open(whole.Last.Weights);
        file.Find("model.layers.0.mlp.gate.e_score_correction_bias").ShouldNotBeNull();
    }

    [Fact]
    public void Experts_that_missed_steps_go_on_with_as_many_as_they_had()
    {
        // One choice of 32 experts: 128 tokens do not reach all of them.
        var whole = Run(Sparse(SeedOf("whole")), "whole");
        using (var file = SafetensorsFile.Open(whole.Last.Optimizer))
            file.Metadata.Keys.Count(key => key.StartsWith("step.model.layers.", StringComparison.Ordinal)).ShouldBeGreaterThan(0);

        using var cancellation = new CancellationTokenSource();
        Run(Sparse(SeedOf("parts")), "parts", CancelAt(9, cancellation), cancellation.Token);
        var last = Run(Sparse(SeedOf("parts")), "parts");
        Hash(last.Last.Weights).ShouldBe(Hash(whole.Last.Weights), "weights");
        Hash(last.Last.Optimizer).ShouldBe(Hash(whole.Last.Optimizer), "moments");

        static RoutedModel Sparse(long seed)
        {
            manual_seed(seed).Dispose();
            return new RoutedModel(experts: 32, topK: 1);
        }
    }

    [Fact]
    public void Every_step_ends_with_as_many_tensors_as_the_one_before()
    {
        var counts = new List<long>();
        using var model = new RoutedModel(experts: 4, topK: 2, balanceRate: 0.01, balanceLoss: 0.1);
        Run(model, "run", new Listener { OnStep = _ => counts.Add(Tensor.TotalCount) });
        counts.Skip(1).ShouldAllBe(count => count == counts[1]);
    }

    [Fact]
    public void Models_without_experts_measure_nothing()
    {
        var listener = new Listener();
        Pretraining.Create(workshop.Model(), workshop.Noise(2000), null, Spec, 5, workshop.Checkpoints("run"), listener).Run();
        listener.Steps.ShouldAllBe(step => step.Measures.Count == 0);
    }

    /// <summary>Another seed for the initial weights of a run that goes on shows that it does not lean on them.</summary>
    private long SeedOf(string run) => Directory.Exists(workshop.Checkpoints(run).Folder) ? 99 : 1;

    private static RoutedModel Model(long seed = 1)
    {
        manual_seed(seed).Dispose();
        return new RoutedModel(Experts, TopK, balanceRate: 0.01);
    }

    private static Listener CancelAt(long stop, CancellationTokenSource cancellation) =>
        new() { OnStep = step => { if (step.Step == stop) cancellation.Cancel(); } };

    private TrainingOutcome Run(
        RoutedModel model, string name, Listener? listener = null, CancellationToken cancellation = default) => Pretraining.Create(
            model, workshop.Noise(2000, 1), workshop.Noise(500, 2), Spec, 5, workshop.Checkpoints(name), listener).Run(cancellation);

    private static double[] Loads(StepMetrics step, int layer) =>
        [.. Enumerable.Range(0, Experts).Select(expert => step.Measures[$"moe/layers.{layer}/expert.{expert}"])];

    private static string Hash(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));
}
