using static TorchSharp.torch;
using Direction = Pipelines.Spec.Divergence;

namespace Pipelines.Training.Tests;

public sealed class Divergences
{
    private const int Rows = 6, Vocab = 11;

    private readonly double[] student, teacher;

    public Divergences()
    {
        var random = new Random(11);
        double[] Logits() => [.. Enumerable.Range(0, Rows * Vocab).Select(_ => 6 * (random.NextDouble() - 0.5))];
        (student, teacher) = (Logits(), Logits());
    }

    [Theory]
    [InlineData(Direction.Forward, 1)]
    [InlineData(Direction.Forward, 2.5)]
    [InlineData(Direction.Reverse, 1)]
    [InlineData(Direction.Reverse, 0.5)]
    public void They_and_their_gradients_are_those_of_plain_sums(Direction divergence, double temperature)
    {
        using var logits = tensor(student, [Rows, Vocab], requires_grad: true);
        using var taught = tensor(teacher, [Rows, Vocab]);
        using var rows = KullbackLeibler.Rows(logits, taught, divergence, temperature);
        using var weighed = rows * tensor(Enumerable.Range(1, Rows).Select(n => (double)n).ToArray());
        weighed.sum().backward();

        var (values, gradients) = (rows.detach().data<double>().ToArray(), logits.grad!.data<double>().ToArray());
        for (var row = 0; row < Rows; row++)
        {
            var place = row * Vocab;
            values[row].ShouldBe(Plain(student, place, divergence, temperature), 1e-9);
            for (var i = place; i < place + Vocab; i++)
            {
                const double step = 1e-5;
                var slope = (Plain(Moved(i, step), place, divergence, temperature) - Plain(Moved(i, -step), place, divergence, temperature))
                    / (2 * step);
                gradients[i].ShouldBe((row + 1) * slope, 1e-6);
            }
        }
    }

    [Fact]
    public void Equal_distributions_have_none()
    {
        using var logits = tensor(student, [Rows, Vocab]);
        using var shifted = logits + 3;
        foreach (var divergence in Enum.GetValues<Direction>())
        {
            using var rows = KullbackLeibler.Rows(logits, shifted, divergence, 2);
            rows.data<double>().ToArray().ShouldAllBe(value => Math.Abs(value) < 1e-12);
        }
    }

    private double Plain(double[] logits, int place, Direction divergence, double temperature)
    {
        var (q, p) = (Softmax(logits, place, temperature), Softmax(teacher, place, temperature));
        if (divergence == Direction.Reverse) (p, q) = (q, p);
        return temperature * temperature * Enumerable.Range(0, Vocab).Sum(token => p[token] * Math.Log(p[token] / q[token]));
    }

    private static double[] Softmax(double[] logits, int place, double temperature)
    {
        var powers = logits[place..(place + Vocab)].Select(logit => Math.Exp(logit / temperature)).ToArray();
        return [.. powers.Select(power => power / powers.Sum())];
    }

    private double[] Moved(int at, double step)
    {
        var moved = (double[])student.Clone();
        moved[at] += step;
        return moved;
    }
}
