using Pipelines.Data;
using Pipelines.Spec;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Training.Tests;

public sealed class Divergence : IDisposable
{
    private readonly Workshop workshop = new();

    public void Dispose() => workshop.Dispose();

    [Theory]
    [InlineData(double.NaN, "loss is NaN")]
    [InlineData(double.PositiveInfinity, "loss is Infinity")]
    public void A_loss_that_is_no_number_stops_before_the_weights_are_touched(double factor, string found)
    {
        var model = workshop.Model();
        var store = workshop.Checkpoints("run");
        var error = Should.Throw<DivergenceException>(() => Trainer(model, store, step => step == 8 ? factor : 1).Run());

        error.Step.ShouldBe(8);
        error.LastGood!.State.Step.ShouldBe(5);
        error.Message.ShouldContain("diverged at step 8");
        error.Message.ShouldContain(found);
        error.Message.ShouldContain(Path.Combine(store.Folder, "step-000005"));
        model.parameters().ShouldAllBe(parameter => IsFinite(parameter));
    }

    [Fact]
    public void A_loss_that_leaves_its_course_stops()
    {
        var error = Should.Throw<DivergenceException>(
            () => Trainer(workshop.Model(), workshop.Checkpoints("run"), step => step > 32 ? 10 : 1, steps: 60).Run());

        error.Step.ShouldBe(37);
        error.LastGood!.State.Step.ShouldBe(30, "at step 35 the loss was high already");
    }

    [Fact]
    public void A_rate_far_too_high_is_noticed()
    {
        var spec = Workshop.Spec with { Tokens = 300 * 4 * Workshop.Context, Training = Workshop.Spec.Training with { Optimizer = new SgdSpec(1e6, 0, 0), ClipNorm = 0 } };
        var trainer = Pretraining.Create(workshop.Model(), workshop.Noise(2000), null, spec, 1, workshop.Checkpoints("run"));

        Should.Throw<DivergenceException>(() => trainer.Run()).Message.ShouldContain("there is no checkpoint before it");
    }

    private Trainer<TokenBatch> Trainer(Modules.Decoder model, CheckpointStore store, Func<long, double> factor, long steps = 20)
    {
        var file = workshop.Noise(2000);
        var spec = Workshop.Spec with
        {
            Tokens = steps * 4 * Workshop.Context,
            Training = Workshop.Spec.Training with { Checkpoint = new CheckpointSpec(5, 2) },
        };
        return new Trainer<TokenBatch>(
            new Scaled(new TokenPrediction(model), factor),
            new ShuffledText(file, new Windows(file, Workshop.Context, 4, 1, 1)),
            TrainingOptions.From(spec.Training, spec.Steps(Workshop.Context), 1),
            store);
    }

    private static bool IsFinite(Tensor tensor)
    {
        using var finite = isfinite(tensor);
        using var all = finite.all();
        return all.item<bool>();
    }

    /// <summary>Multiplies the loss of some steps, each of one micro-batch.</summary>
    private sealed class Scaled(TokenPrediction inner, Func<long, double> factor) : IObjective<TokenBatch>
    {
        private long step;

        public nn.Module Model => inner.Model;

        public ScalarType ComputeType
        {
            get => inner.ComputeType;
            set => inner.ComputeType = value;
        }

        public Tensor Loss(TokenBatch batch)
        {
            using var loss = inner.Loss(batch);
            return loss * factor(++step);
        }

        public long Terms(TokenBatch batch) => inner.Terms(batch);

        public long Tokens(TokenBatch batch) => inner.Tokens(batch);
    }
}
