using Pipelines.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Training.Tests;

public sealed class AccumulatedGradients : IDisposable
{
    private readonly Workshop workshop = new();

    public void Dispose() => workshop.Dispose();

    [Fact]
    public void Micro_batches_of_uneven_targets_make_the_gradient_of_one_large_batch()
    {
        var rows = Rows(8);
        var (large, lossOfLarge) = Gradients([Join(rows)]);
        // 1 + 4 + 3 rows, with 1, 40 and 19 of the targets counting: means of means would weigh the first row's token 40 times.
        var (small, lossOfSmall) = Gradients([Join(rows[..1]), Join(rows[1..5]), Join(rows[5..])]);

        lossOfSmall.ShouldBe(lossOfLarge, 1e-6);
        small.Length.ShouldBe(large.Length);
        var largest = large.Max(Math.Abs);
        for (var i = 0; i < large.Length; i++) small[i].ShouldBe(large[i], 1e-6f * largest);
    }

    [Fact]
    public void Each_target_weighs_the_same_wherever_it_stands()
    {
        // One micro-batch has 1 target, the other 16; all predict the same token after the same token, so each has the same loss,
        // and the mean over all is that loss only if every one of them weighs 1/17.
        long[] same = [.. Enumerable.Repeat(3L, Workshop.Context)];
        long[] one = [.. Enumerable.Repeat(TokenBatch.Ignored, Workshop.Context)];
        one[0] = 3;
        var single = new TokenBatch(1, Workshop.Context, same, one, 1, 1);
        var full = new TokenBatch(1, Workshop.Context, same, same, Workshop.Context, Workshop.Context);
        var (_, alone) = Gradients([single]);
        var (_, sixteen) = Gradients([full]);
        var (_, both) = Gradients([single, full]);

        both.ShouldBe((alone + 16 * sixteen) / 17, 1e-6);
    }

    [Fact]
    public void Clipping_bounds_the_norm_of_all_gradients_together()
    {
        var (free, norm, _) = Accumulate([Join(Rows(4))], clipNorm: 0);
        var (clipped, same, _) = Accumulate([Join(Rows(4))], clipNorm: 0.01);

        norm.ShouldBe(Norm(free), 1e-5 * norm);
        same.ShouldBe(norm, 1e-6 * norm);
        Norm(clipped).ShouldBe(0.01, 1e-5);
        for (var i = 0; i < free.Length; i++) clipped[i].ShouldBe((float)(free[i] * 0.01 / norm), 1e-6f);
    }

    private (float[] Gradients, double Loss) Gradients(TokenBatch[] micros)
    {
        var (gradients, _, loss) = Accumulate(micros, clipNorm: 0);
        return (gradients, loss);
    }

    private (float[] Gradients, double Norm, double Loss) Accumulate(TokenBatch[] micros, double clipNorm)
    {
        var model = workshop.Model();
        var named = Optimizers.Grouped(model);
        var options = TrainingOptions.From(
            Workshop.Spec.Training with { ClipNorm = clipNorm }, Workshop.Spec.Steps(Workshop.Context), seed: 1);
        using var optimizer = Optimizers.Create(options.Optimizer, named);
        var parameters = named.Select(one => one.Parameter).ToArray();
        var step = new GradientStep<TokenBatch>(new TokenPrediction(model), new Fixed(micros), optimizer, parameters, options);
        // Twice: what an earlier step left in the gradients must not be there.
        step.Accumulate(0);
        var (loss, norm, tokens) = step.Accumulate(1);
        tokens.ShouldBe(micros.Sum(micro => micro.Inputs.Length));
        return ([.. parameters.SelectMany(Gradient)], norm, loss);
    }

    private static float[] Gradient(TorchSharp.Modules.Parameter parameter)
    {
        using var gradient = parameter.grad;
        return gradient!.data<float>().ToArray();
    }

    private static double Norm(float[] gradients) => Math.Sqrt(gradients.Sum(g => (double)g * g));

    private static (long[] Inputs, long[] Targets)[] Rows(int count)
    {
        var random = new Random(4);
        long[] Tokens() => [.. Enumerable.Range(0, Workshop.Context).Select(_ => (long)random.Next(Workshop.Vocab))];
        var rows = Enumerable.Range(0, count).Select(_ => (Inputs: Tokens(), Targets: Tokens())).ToArray();
        for (var row = 0; row < count; row++)
            rows[row].Targets.AsSpan(row == 0 ? 1 : 5 + row).Fill(TokenBatch.Ignored);
        return rows;
    }

    private static TokenBatch Join((long[] Inputs, long[] Targets)[] rows)
    {
        long[] targets = [.. rows.SelectMany(row => row.Targets)];
        var count = targets.Count(target => target != TokenBatch.Ignored);
        return new TokenBatch(rows.Length, Workshop.Context, [.. rows.SelectMany(row => row.Inputs)], targets, count, count);
    }

    private sealed class Fixed(TokenBatch[] micros) : IBatchSource<TokenBatch>
    {
        public int MicroBatches => micros.Length;

        public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>();

        public TokenBatch Get(long step, int micro, CancellationToken cancellation = default) => micros[micro];
    }
}
