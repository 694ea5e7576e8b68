using Pipelines.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Training.Tests;

public sealed class Evaluators : IDisposable
{
    private readonly Workshop workshop = new();

    public void Dispose() => workshop.Dispose();

    [Fact]
    public void The_loss_is_that_of_the_softmax_of_each_window()
    {
        var file = workshop.Noise(203);
        var model = workshop.Model(dropout: 0.5);
        var evaluation = new Evaluator(model).Evaluate(new HeldOutText(new OrderedWindows(file, Workshop.Context, batch: 3)));

        var tokens = new long[file.Count];
        file.Read(0, tokens);
        var (nats, bytes) = (0.0, 0L);
        model.eval();
        for (var start = 0; start < tokens.Length - 1; start += Workshop.Context)
        {
            var length = Math.Min(Workshop.Context, tokens.Length - 1 - start);
            var logits = Logits(model, tokens[start..(start + length)]);
            for (var i = 0; i < length; i++)
            {
                var next = tokens[start + i + 1];
                var row = logits[i];
                nats += Math.Log(row.Sum(logit => Math.Exp(logit))) - row[next];
                bytes += next == 0 ? 0 : 1;
            }
        }

        evaluation.Tokens.ShouldBe(file.Count - 1);
        evaluation.Bytes.ShouldBe(bytes);
        evaluation.Nats.ShouldBe(nats, 1e-4 * nats);
    }

    [Fact]
    public void It_leaves_the_model_in_the_mode_it_was_in()
    {
        var model = workshop.Model();
        var windows = new HeldOutText(new OrderedWindows(workshop.Noise(50), Workshop.Context, 2));
        model.train();
        new Evaluator(model).Evaluate(windows);
        model.training.ShouldBeTrue();
        model.eval();
        new Evaluator(model).Evaluate(windows);
        model.training.ShouldBeFalse();
    }

    [Fact]
    public void Some_batches_are_spread_over_the_whole_text()
    {
        // The first half of the text repeats one token, the second another: half of the batches must come from each.
        int[] halves = [.. Enumerable.Repeat(1, 320), .. Enumerable.Repeat(2, 319)];
        var windows = new HeldOutText(new OrderedWindows(workshop.Text("halves", [halves]), Workshop.Context, 1));
        var evaluator = new Evaluator(workshop.Model());
        var few = evaluator.Evaluate(windows, batches: 4);

        few.Tokens.ShouldBe(4 * Workshop.Context);
        few.Loss.ShouldBe(evaluator.Evaluate(windows).Loss, 0.05);
        evaluator.Evaluate(windows, batches: 1000).Tokens.ShouldBe(639);
    }

    [Fact]
    public void A_cancellation_ends_it()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        var windows = new HeldOutText(new OrderedWindows(workshop.Noise(50), Workshop.Context, 2));

        Should.Throw<OperationCanceledException>(() => new Evaluator(workshop.Model()).Evaluate(windows, 0, cancellation.Token));
    }

    private static float[][] Logits(Modules.Decoder model, long[] tokens)
    {
        using var _ = no_grad();
        using var ids = tensor(tokens, [1, tokens.Length]);
        using var logits = model.forward(ids);
        return [.. logits.data<float>().ToArray().Chunk(Workshop.Vocab)];
    }
}
