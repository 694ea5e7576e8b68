using Pipelines.Torch.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Training.Tests.Rollouts;

public sealed class Losses
{
    private const int Tokens = 40;

    private static readonly double[] Old = Numbers.Draw(10, Tokens, 2).Select(number => -Math.Abs(number) - 0.7).ToArray();
    private static readonly double[] New = Numbers.Near(Old, 11);
    private static readonly double[] Given = Numbers.Draw(12, Tokens, 1.5);

    [Theory]
    [InlineData(0.2, 0.2)]
    [InlineData(0.2, 0.28)]
    public void The_clipped_surrogate_equals_PyTorch_with_its_gradient(double low, double high)
    {
        using var logp = New.Double(gradient: true);
        using var terms = ClippedSurrogate.Of(logp, Old.Double(), Given.Double(), low, high);

        terms.ShouldBePython(Surrogate(low, high) + "\nresult = terms", 1e-12);
        Gradient(terms, logp).ShouldBePython(Surrogate(low, high) + Backward, 1e-12);
        Gradient(terms, logp).Host().Count(number => number == 0).ShouldBeInRange(3, Tokens - 3, "some tokens are clipped");

        static string Surrogate(double low, double high) => FormattableString.Invariant(
            $"""
            x, old, a = {New.Python()}.requires_grad_(), {Old.Python()}, {Given.Python()}
            ratio = torch.exp(x - old)
            terms = torch.max(-a * ratio, -a * torch.clamp(ratio, 1 - {low}, 1 + {high}))
            """);
    }

    [Fact]
    public void The_clipped_value_loss_equals_PyTorch_with_its_gradient()
    {
        var (old, returns) = (Numbers.Draw(13, Tokens), Numbers.Draw(14, Tokens, 2));
        var moved = Numbers.Draw(15, Tokens).Zip(old, (a, b) => 0.5 * a + b).ToArray();
        var source =
            $"""
            x, old, r = {moved.Python()}.requires_grad_(), {old.Python()}, {returns.Python()}
            terms = 0.5 * torch.max((x - r) ** 2, (torch.clamp(x, old - 0.2, old + 0.2) - r) ** 2)
            """;
        using var values = moved.Double(gradient: true);
        using var terms = ClippedValue.Of(values, old.Double(), returns.Double(), 0.2);

        terms.ShouldBePython(source + "\nresult = terms", 1e-12);
        Gradient(terms, values).ShouldBePython(source + Backward, 1e-12);
    }

    [Fact]
    public void The_divergence_as_a_term_of_the_loss_equals_PyTorch_with_its_gradient()
    {
        var source =
            $"""
            x, ref = {New.Python()}.requires_grad_(), {Old.Python()}
            terms = torch.exp(ref - x) - (ref - x) - 1
            """;
        using var logp = New.Double(gradient: true);
        using var terms = KlEstimate.K3(logp, Old.Double());

        terms.ShouldBePython(source + "\nresult = terms", 1e-12);
        Gradient(terms, logp).ShouldBePython(source + Backward, 1e-12);
    }

    [Fact]
    public void What_is_measured_of_ratios_equals_PyTorch()
    {
        var (logp, old, advantages) = (Floats(New), Floats(Old), Floats(Given));
        var measures = new RatioMeasures(0.2, 0.28);
        measures.Add(logp.AsSpan(0, 15), old.AsSpan(0, 15), advantages.AsSpan(0, 15));
        measures.Add(logp.AsSpan(15), old.AsSpan(15), advantages.AsSpan(15));

        var found = Python.Evaluate(
            $"""
            x, old, a = {New.Python()}, {Old.Python()}, {Given.Python()}
            ratio = torch.exp(x - old)
            free, clipped = -a * ratio, -a * torch.clamp(ratio, 0.8, 1.28)
            low, high = ((ratio < 0.8) & (a < 0)).double().mean(), ((ratio > 1.28) & (a > 0)).double().mean()
            result = torch.stack([ratio.mean(), 0.5 * ((x - old) ** 2).mean(), (clipped > free).double().mean(), low, high])
            """).Elements;
        var (ratio, divergence, clipped) = (measures.Ratio, measures.ApproximateKl, measures.ClipFraction);
        double[] told = [ratio, divergence, clipped, measures.ClipFractionLow, measures.ClipFractionHigh];
        told.ShouldBe(found, 1e-6);
        measures.Tokens.ShouldBe(Tokens);
    }

    private const string Backward = "\n(terms * torch.arange(1, 41)).sum().backward()\nresult = x.grad";

    /// <summary>Of the terms' sum, each weighted by its place, so that none hides behind another.</summary>
    private static Tensor Gradient(Tensor terms, Tensor x)
    {
        using var sum = (terms * arange(1, Tokens + 1)).sum();
        return autograd.grad([sum], [x], retain_graph: true)[0];
    }

    private static float[] Floats(double[] numbers) => Array.ConvertAll(numbers, number => (float)number);
}
