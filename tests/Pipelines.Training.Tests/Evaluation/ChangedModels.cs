using Pipelines.Data;
using Quickstart;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Training.Tests;

/// <summary>How far a changed model's predictions are from those of the model that it was.</summary>
public sealed class ChangedModels : IDisposable
{
    private readonly Workshop workshop = new();

    public void Dispose() => workshop.Dispose();

    [Theory]
    [InlineData(1 << 22)]
    [InlineData(3 * Workshop.Vocab)] // three places at a time
    public void Every_measure_is_that_of_plain_sums_over_all_places(long mostLogits)
    {
        var file = workshop.Noise(203);
        var (model, changed) = (workshop.Model(), workshop.Model(seed: 2));
        var found = new DivergenceMeter(model, mostLogits).Measure(changed, Text(file, batch: 3));

        var (before, after) = (Logits(model, file), Logits(changed, file));
        var divergences = before.Zip(after, Kl).Order().ToArray();
        var place = 0.99 * (divergences.Length - 1);
        var below = (int)place;
        found.MeanKl.ShouldBe(divergences.Average(), 1e-5);
        found.P99Kl.ShouldBe(divergences[below] + (place - below) * (divergences[below + 1] - divergences[below]), 1e-5);
        found.TopAgreement.ShouldBe(before.Zip(after, (p, q) => Top(p) == Top(q)).Count(same => same) / (file.Count - 1.0), 1e-12);
        found.Reference.ShouldBe(new Evaluator(model).Evaluate(Text(file, 3)) with { Nats = found.Reference.Nats });
        found.Reference.Loss.ShouldBe(new Evaluator(model).Evaluate(Text(file, 3)).Loss, 1e-5);
        found.Changed.Loss.ShouldBe(new Evaluator(changed).Evaluate(Text(file, 3)).Loss, 1e-5);
    }

    [Fact]
    public void A_model_is_no_distance_from_itself()
    {
        var model = workshop.Model(dropout: 0.5);
        model.train();
        var found = new DivergenceMeter(model).Measure(model, Text(workshop.Noise(100), 2));

        (found.MeanKl, found.P99Kl, found.TopAgreement).ShouldBe((0, 0, 1));
        found.Changed.ShouldBe(found.Reference);
        model.training.ShouldBeTrue();
    }

    [Fact]
    public void It_grows_with_the_change()
    {
        var model = workshop.Model();
        var meter = new DivergenceMeter(model);
        var text = Text(workshop.Noise(400), 4);
        var distances = new[] { 0.001, 0.01, 0.1 }.Select(noise => meter.Measure(Shaken(noise), text).MeanKl).ToArray();

        distances.ShouldAllBe(distance => distance > 0);
        distances.ShouldBeInOrder();
    }

    [Fact]
    public void Some_tokens_are_spread_over_the_whole_text()
    {
        int[] halves = [.. Enumerable.Repeat(1, 320), .. Enumerable.Repeat(2, 319)];
        var text = Text(workshop.Text("halves", [halves]), 1);
        var meter = new DivergenceMeter(workshop.Model());
        var few = meter.Measure(workshop.Model(seed: 2), text, tokens: 4 * Workshop.Context);

        few.Reference.Tokens.ShouldBe(4 * Workshop.Context);
        few.Reference.Loss.ShouldBe(meter.Measure(workshop.Model(seed: 2), text).Reference.Loss, 0.05);
        meter.Measure(workshop.Model(seed: 2), text, tokens: 1).Reference.Tokens.ShouldBe(Workshop.Context);
    }

    [Fact]
    public void It_leaves_no_tensor_behind_and_can_be_cancelled()
    {
        var (model, changed) = (workshop.Model(), workshop.Model(seed: 2));
        var text = Text(workshop.Noise(200), 3);
        var meter = new DivergenceMeter(model);
        meter.Measure(changed, text);
        var live = Tensor.TotalCount;
        meter.Measure(changed, text);
        Tensor.TotalCount.ShouldBe(live);

        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Should.Throw<OperationCanceledException>(() => meter.Measure(changed, text, cancellation: cancellation.Token));
    }

    private static HeldOutText Text(TokenFile file, int batch) => new(new OrderedWindows(file, Workshop.Context, batch));

    private DocsLm Shaken(double noise)
    {
        var shaken = workshop.Model();
        using var untracked = no_grad();
        manual_seed(7).Dispose();
        foreach (var parameter in shaken.parameters()) parameter.add_(randn_like(parameter) * noise);
        return shaken;
    }

    /// <summary>The logits of every place of a text, window by window.</summary>
    private static List<double[]> Logits(DocsLm model, TokenFile file)
    {
        var tokens = new long[file.Count];
        file.Read(0, tokens);
        var rows = new List<double[]>();
        using var untracked = no_grad();
        for (var start = 0; start < tokens.Length - 1; start += Workshop.Context)
        {
            var window = tokens[start..Math.Min(start + Workshop.Context, tokens.Length - 1)];
            using var ids = tensor(window, [1, window.Length]);
            using var logits = model.forward(ids);
            rows.AddRange(logits.data<float>().ToArray().Select(logit => (double)logit).Chunk(Workshop.Vocab));
        }
        return rows;
    }

    private static double Kl(double[] before, double[] after)
    {
        var (p, q) = (Softmax(before), Softmax(after));
        return p.Zip(q, (one, other) => one * Math.Log(one / other)).Sum();
    }

    private static double[] Softmax(double[] logits)
    {
        var powers = logits.Select(Math.Exp).ToArray();
        return [.. powers.Select(power => power / powers.Sum())];
    }

    private static int Top(double[] logits) => Array.IndexOf(logits, logits.Max());
}
