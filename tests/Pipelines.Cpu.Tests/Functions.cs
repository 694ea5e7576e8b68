using System.Runtime.Intrinsics;

namespace Pipelines.Cpu.Tests;

/// <summary>Functions of sixteen numbers at once, against those of one in double precision.</summary>
public sealed class Functions
{
    private static readonly float[] Points =
    [
        .. Enumerable.Range(-4000, 8001).Select(i => i / 37f), 0, -0f, 1e-8f, -1e-8f, 1e-30f, -87.3f, 88.7f, 20.5f, -103,
    ];

    [Fact]
    public void Exponentials_are_within_two_units_of_the_last_place()
    {
        foreach (var x in Points.Where(x => x is > -87.3f and < 88.7f))
            Of(Exponential.Of, x).ShouldBe((float)Math.Exp(x), (float)(Math.Exp(x) * 2.4e-7), $"{x}");
        Of(Exponential.Of, 0).ShouldBe(1);
        Of(Exponential.Of, -88).ShouldBe(0);
        Of(Exponential.Of, float.NegativeInfinity).ShouldBe(0);
    }

    [Fact]
    public void Curves_are_those_of_their_definitions()
    {
        foreach (var x in Points)
        {
            Of(Exponential.Sigmoid, x).ShouldBe((float)(1 / (1 + Math.Exp(-x))), 2e-7f, $"σ({x})");
            Of(Exponential.Tanh, x).ShouldBe((float)Math.Tanh(x), 3e-7f, $"tanh({x})");
            var softplus = x > 20 ? x : Math.Log(1 + Math.Exp(x));
            if (x < -15) softplus = Math.Exp(x);
            Of(Exponential.Softplus, x).ShouldBe((float)softplus, (float)Math.Max(softplus * 5e-7, 1e-37), $"softplus({x})");
        }
    }

    [Fact]
    public void Feed_forwards_have_their_functions()
    {
        foreach (var x in Points)
        {
            var near = 4e-7f * Math.Max(1, Math.Abs(x));
            Of(a => LaneFunctions.Silu.Of(a, a), x).ShouldBe((float)(x / (1 + Math.Exp(-x))), near, $"silu({x})");
            Of(a => LaneFunctions.Relu.Of(a, a), x).ShouldBe(Math.Max(x, 0), $"relu({x})");
            var inner = Math.Sqrt(2 / Math.PI) * (x + 0.044715 * Math.Pow(x, 3));
            Of(a => LaneFunctions.GeluTanh.Of(a, a), x).ShouldBe((float)(0.5 * x * (1 + Math.Tanh(inner))), near, $"gelu_tanh({x})");
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.5, 0.5204998778)]
    [InlineData(1, 0.8427007929)]
    [InlineData(-2, -0.9953222650)]
    [InlineData(4, 0.9999999846)]
    public void The_error_function_has_its_values(double x, double expected) =>
        Of(ErrorFunction.Of, (float)x).ShouldBe((float)expected, 3e-7f);

    [Fact]
    public unsafe void Rows_of_any_length_are_gone_through_whole()
    {
        for (var count = 0; count < 70; count++)
        {
            var (a, b, y) = (new float[count + 1], new float[count + 1], new float[count + 1]);
            for (var i = 0; i < count; i++) (a[i], b[i]) = (i - 3.5f, 2 * i);
            y[count] = 42;
            fixed (float* first = a, second = b, into = y) LaneFunction<LaneFunctions.Sum>.Apply(first, second, into, count);
            for (var i = 0; i < count; i++) y[i].ShouldBe(a[i] + b[i]);
            y[count].ShouldBe(42);
        }
    }

    private static float Of(Func<Vector512<float>, Vector512<float>> function, float x)
    {
        var all = function(Vector512.Create(x));
        for (var lane = 1; lane < 16; lane++) all[lane].ShouldBe(all[0]);
        return all[0];
    }
}
