using System.Security.Cryptography;
using Pipelines.Data;
using Pipelines.Modules;
using Pipelines.Spec;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Training.Tests;

public sealed class StopsBetweenRounds : IDisposable
{
    private const int Round = 3;

    private static readonly PretrainSpec Spec = Workshop.Spec with
    {
        Tokens = 18 * 4 * Workshop.Context,
        Training = Workshop.Spec.Training with
        {
            Evaluate = new EvaluationSpec(Every: 4, Batches: 1),
            Checkpoint = new CheckpointSpec(Every: 5, Keep: 9),
        },
    };

    private readonly Workshop workshop = new();

    public void Dispose() => workshop.Dispose();

    [Fact]
    public void A_run_that_was_cancelled_or_killed_within_a_round_comes_to_the_bytes_of_an_uninterrupted_one()
    {
        var whole = Run("whole");
        using var cancellation = new CancellationTokenSource();
        var first = Run("parts", new Listener { OnStep = step => { if (step.Step == 7) cancellation.Cancel(); } }, cancellation.Token);
        first.Last.State.Step.ShouldBe(9, "the round ends first");
        var killer = new Listener { OnStep = step => _ = step.Step < 14 ? 0 : throw new InvalidOperationException("killed") };
        Should.Throw<InvalidOperationException>(() => Run("parts", killer));
        var listener = new Listener();
        var last = Run("parts", listener);

        listener.Start!.Step.ShouldBe(12);
        Hash(last.Last.Weights).ShouldBe(Hash(whole.Last.Weights));
        Hash(last.Last.Optimizer).ShouldBe(Hash(whole.Last.Optimizer));
        last.Last.State.Carried.ShouldBe(whole.Last.State.Carried);
        whole.Last.State.Carried["norm"].ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Evaluations_and_checkpoints_wait_for_the_end_of_the_round_in_which_they_are_due()
    {
        var listener = new Listener();
        Run("run", listener);

        // Due at 4, 8, 12, 16 and the end; at 5, 10, 15 and the end.
        listener.Evaluations.Select(evaluation => evaluation.Step).ShouldBe([6, 9, 12, 18]);
        var bests = listener.Evaluations.Where(evaluation => evaluation.Best).Select(evaluation => evaluation.Step);
        listener.Saves.ShouldBe(bests.Union([6, 12, 15, 18]).Order());
    }

    private TrainingOutcome Run(string name, Listener? listener = null, CancellationToken cancellation = default)
    {
        var checkpoints = workshop.Checkpoints(name);
        var model = workshop.Model(seed: Directory.Exists(checkpoints.Folder) ? 99 : 1);
        var (train, held) = (workshop.Noise(2000), HeldOutText.Of(model, workshop.Noise(400, 2), 4));
        var trainer = new Trainer<TokenBatch>(
            new TokenPrediction(model),
            new FromWeights(model, new ShuffledText(train, new Windows(train, Workshop.Context, 4, 1, 1))),
            TrainingOptions.From(Spec.Training, Spec.Steps(Workshop.Context), 1),
            checkpoints,
            token => new Evaluator(model).Evaluate(held, 1, token),
            listener);
        return trainer.Run(cancellation);
    }

    private static string Hash(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));

    /// <summary>Each round's windows depend on the weights at its beginning, and on a sum over all rounds before.</summary>
    private sealed class FromWeights(Decoder model, ShuffledText text) : IBatchSource<TokenBatch>
    {
        private double norm;
        private long offset;

        public int MicroBatches => 1;

        public IReadOnlyDictionary<string, string> Settings => text.Settings;

        public IReadOnlyDictionary<string, double> Carried => new Dictionary<string, double> { ["norm"] = norm };

        public bool MayStop(long step) => step % Round == 0;

        public void Resume(IReadOnlyDictionary<string, double> carried) => norm = carried["norm"];

        public TokenBatch Get(long step, int micro, CancellationToken cancellation = default)
        {
            if (!MayStop(step)) return text.Get(offset + step % Round, micro);
            using var weight = model.HeadWeight.norm();
            norm += weight.item<float>();
            offset = (long)(norm * 1e4) % 20;
            return text.Get(offset, micro);
        }
    }
}
