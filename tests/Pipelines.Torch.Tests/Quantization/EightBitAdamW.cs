using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Torch.Tests;

public sealed class EightBitAdamW
{
    [Fact]
    public void Kernel_and_plain_operations_make_the_same_steps()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var parameter = randn(3, 300);                // three blocks and a part of one
        var other = parameter.clone();
        using var ours = new AdamMoments8Bit(parameter);
        using var theirs = new AdamMoments8Bit(other);
        for (var step = 1; step <= 5; step++)
        {
            var gradient = randn(3, 300) * 0.1;
            Fused.adamw_8bit_(parameter, gradient, ours, step, 1e-2, 0.9, 0.95, 1e-8, 0.1);
            PlainOperations.adamw_8bit_(other, gradient, theirs, step, 1e-2, 0.9, 0.95, 1e-8, 0.1);
        }
        Agreement.Near(parameter, other, ScalarType.Float32, "parameter", slack: 50);    // a code may turn on the last bit
        Agreement.Near(ours.MeanScales, theirs.MeanScales, ScalarType.Float32, "scales");
        (ours.Means.to(ScalarType.Int32) - theirs.Means.to(ScalarType.Int32)).abs().max().item<int>().ShouldBeLessThan(2);
    }

    [Fact]
    public void The_first_step_is_that_of_AdamW()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        var (parameter, gradient) = (randn(700), randn(700));
        var expected = parameter * (1 - (0.01 * 0.1)) - gradient.sign() * 0.01;    // with both moments at zero, a step is a sign
        using var moments = new AdamMoments8Bit(parameter);
        Fused.adamw_8bit_(parameter, gradient, moments, 1, 0.01, 0.9, 0.95, 1e-12, 0.1);
        Agreement.Near(parameter, expected, ScalarType.Float32, "parameter");
    }

    [Fact]
    public void Moments_take_a_quarter_of_float32()
    {
        using var scope = NewDisposeScope();
        using var moments = new AdamMoments8Bit(zeros(512, 512));
        long Bytes(Tensor tensor) => tensor.bytes.Length;
        var all = Bytes(moments.Means) + Bytes(moments.MeanScales) + Bytes(moments.Squares) + Bytes(moments.SquareScales);
        (all / (2.0 * 4 * 512 * 512)).ShouldBeInRange(0.25, 0.26);
    }
}
