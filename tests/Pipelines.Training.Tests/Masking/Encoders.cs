using System.Security.Cryptography;
using Pipelines.Data;
using Pipelines.Spec;
using static TorchSharp.torch;

namespace Pipelines.Training.Tests;

public sealed class Encoders : IDisposable
{
    private const int Mask = Workshop.Vocab - 1;

    private static readonly PretrainSpec Spec = Workshop.Spec with
    {
        Tokens = 20 * 4 * Workshop.Context,
        Training = Workshop.Spec.Training with
        {
            Evaluate = new EvaluationSpec(Every: 4, Batches: 2),
            Checkpoint = new CheckpointSpec(Every: 5, Keep: 3),
        },
    };

    private readonly Workshop workshop = new();

    public void Dispose() => workshop.Dispose();

    [Fact]
    public void Learn_a_token_from_those_on_both_sides()
    {
        var random = new Random(1);
        var (text, held) = (Runs("text", 300), Runs("held", 20));
        var spec = Spec with
        {
            Tokens = 150 * 4 * Workshop.Context,
            Training = Spec.Training with
            {
                Optimizer = new AdamWSpec(LearningRate: 1e-2, WeightDecay: 0, Beta1: 0.9, Beta2: 0.95, Eps: 1e-8),
                Evaluate = new EvaluationSpec(0, 0),
            },
        };
        using var model = Model();
        var before = new Evaluator(model).Evaluate(HeldOutText.Of(model, held, 4, Mask));
        var outcome = Pretraining.Create(model, text, held, spec, 1, workshop.Checkpoints("run"), maskToken: Mask).Run();
        before.Loss.ShouldBeGreaterThan(3);
        outcome.Final!.Loss.ShouldBeLessThan(0.7);    // at the border of two runs either may follow

        // The same token many times over.
        TokenFile Runs(string name, int count) =>
            workshop.Text(name, Enumerable.Range(0, count).Select(_ => Enumerable.Repeat(random.Next(1, 19), 31).ToArray()));
    }

    [Fact]
    public void A_cancelled_run_comes_to_the_bytes_of_an_uninterrupted_one()
    {
        var (train, held) = (workshop.Noise(2000, 1), workshop.Noise(500, 2));
        var whole = Run("whole", 0);
        foreach (var stop in (long[])[3, 8, 17]) Run("parts", stop).Last.State.Step.ShouldBe(stop);
        var last = Run("parts", 0);
        Hash(last.Last.Weights).ShouldBe(Hash(whole.Last.Weights), "weights");
        last.Final.ShouldBe(whole.Final);

        TrainingOutcome Run(string name, long stop)
        {
            using var cancellation = new CancellationTokenSource();
            using var model = Model(Directory.Exists(workshop.Checkpoints(name).Folder) ? 99 : 1);
            var listener = new Listener { OnStep = step => { if (step.Step == stop) cancellation.Cancel(); } };
            return Pretraining.Create(model, train, held, Spec, 5, workshop.Checkpoints(name), listener, Mask).Run(cancellation.Token);
        }
    }

    [Fact]
    public void The_loss_is_that_of_the_softmax_at_hidden_places_and_padding_has_no_part_in_it()
    {
        using var model = Model();
        model.eval();
        var file = workshop.Noise(2 * Workshop.Context + 6);
        var text = HeldOutText.Of(model, file, batch: 2, Mask);
        var found = new Evaluator(model).Evaluate(text);

        var (nats, tokens) = (0.0, 0);
        for (var index = 0; index < text.Count; index++)
        {
            var batch = text.Get(index);
            for (var row = 0; row < batch.Rows; row++)
            {
                var length = (int)Math.Min(Workshop.Context, file.Count - 1 - (2 * index + row) * Workshop.Context);
                var logits = Logits(model, batch.Inputs[(row * Workshop.Context)..(row * Workshop.Context + length)]);    // without padding
                for (var place = 0; place < length; place++)
                {
                    var target = batch.Targets[row * Workshop.Context + place];
                    if (target == TokenBatch.Ignored) continue;
                    nats += Math.Log(logits[place].Sum(logit => Math.Exp(logit))) - logits[place][target];
                    tokens++;
                }
            }
        }
        found.Tokens.ShouldBe(tokens);
        found.Nats.ShouldBe(nats, 1e-4 * nats);
        new Evaluator(model).Evaluate(text).ShouldBe(found);
    }

    [Fact]
    public void Without_a_mask_token_there_is_nothing_to_train()
    {
        using var model = Model();
        Should.Throw<ArgumentException>(() =>
            Pretraining.Create(model, workshop.Noise(2000), null, Spec, 1, workshop.Checkpoints("run"))).Message.ShouldContain("mask token");
    }

    private static FillingModel Model(long seed = 1)
    {
        manual_seed(seed).Dispose();
        return new FillingModel();
    }

    private static float[][] Logits(FillingModel model, long[] tokens)
    {
        using var untracked = no_grad();
        using var ids = tensor(tokens, [1, tokens.Length]);
        using var logits = model.forward(ids);
        return [.. logits.data<float>().ToArray().Chunk(Workshop.Vocab)];
    }

    private static string Hash(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));
}
