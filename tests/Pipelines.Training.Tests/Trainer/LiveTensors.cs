using Pipelines.Data;
using Pipelines.Spec;
using static TorchSharp.torch;

namespace Pipelines.Training.Tests;

public sealed class LiveTensors : IDisposable
{
    private readonly Workshop workshop = new();

    /// <summary>What other tests left to the collector must not vanish while these count.</summary>
    public LiveTensors()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    public void Dispose() => workshop.Dispose();

    [Theory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.BFloat16)]
    public void Every_step_of_a_run_ends_with_as_many_as_the_one_before(Precision precision)
    {
        var spec = Workshop.Spec with
        {
            Tokens = 200 * 2 * 4 * Workshop.Context,
            Training = Workshop.Spec.Training with
            {
                Accumulate = 2,
                Precision = precision,
                Evaluate = new EvaluationSpec(Every: 20, Batches: 2),
                Checkpoint = new CheckpointSpec(Every: 50, Keep: 1),
            },
        };
        var counts = new List<long>();
        var listener = new Listener { OnStep = _ => counts.Add(Tensor.TotalCount) };
        var (model, train, validation) = (workshop.Model(dropout: 0.1), workshop.Noise(2000), workshop.Noise(200, 2));
        Pretraining.Create(model, train, validation, spec, 1, workshop.Checkpoints("run"), listener).Run();

        counts.Count.ShouldBe(200);
        counts.Skip(1).ShouldAllBe(count => count == counts[1]);
    }

    [Fact]
    public void A_run_leaves_none_behind()
    {
        var (model, train, validation) = (workshop.Model(), workshop.Noise(2000), workshop.Noise(200, 2));
        long Run(string name)
        {
            Pretraining.Create(model, train, validation, Workshop.Spec, 1, workshop.Checkpoints(name)).Run();
            return Tensor.TotalCount;
        }

        Run("first").ShouldBe(Run("second"));
    }

    [Fact]
    public void An_evaluation_leaves_none_behind()
    {
        var evaluator = new Evaluator(workshop.Model());
        var windows = new HeldOutText(new OrderedWindows(workshop.Noise(300), Workshop.Context, 3));
        evaluator.Evaluate(windows);
        var before = Tensor.TotalCount;
        evaluator.Evaluate(windows);

        Tensor.TotalCount.ShouldBe(before);
    }
}
