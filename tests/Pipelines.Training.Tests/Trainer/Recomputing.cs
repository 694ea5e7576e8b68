using Pipelines.Spec;
using static TorchSharp.torch;

namespace Pipelines.Training.Tests;

public sealed class Recomputing : IDisposable
{
    private readonly Workshop workshop = new();

    public void Dispose() => workshop.Dispose();

    [Fact]
    public void A_run_that_recomputes_ends_with_the_same_bits()
    {
        var (train, validation) = (workshop.Noise(2000), workshop.Noise(200, 2));
        var kept = Weights(recompute: false);
        var recomputed = Weights(recompute: true);

        recomputed.ShouldBe(kept);

        byte[] Weights(bool recompute)
        {
            var spec = Workshop.Spec with { Training = Workshop.Spec.Training with { Recompute = recompute } };
            var model = workshop.Model(dropout: 0.1);
            Pretraining.Create(model, train, validation, spec, 1, workshop.Checkpoints($"{recompute}")).Run();
            model.Recompute.ShouldBe(recompute);
            return [.. model.parameters().SelectMany(parameter => Bytes(parameter))];
        }
    }

    private static byte[] Bytes(Tensor parameter)
    {
        using var detached = parameter.detach();
        return detached.bytes.ToArray();
    }
}
