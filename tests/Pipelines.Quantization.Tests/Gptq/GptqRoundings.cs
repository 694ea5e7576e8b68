using Pipelines.Spec;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Quantization.Tests;

public sealed class GptqRoundings
{
    [Theory]
    [InlineData(48, 8, true)]
    [InlineData(48, 16, false)]
    [InlineData(48, 0, true)]
    [InlineData(160, 32, true)]
    [InlineData(160, 80, false)]
    [InlineData(160, 0, false)]
    [InlineData(272, 136, true)]
    public void Columns_come_out_as_when_all_that_are_left_are_solved_for_after_each(int columns, int group, bool actOrder)
    {
        var (weight, hessian) = Problem(8, columns);
        using var slow = SlowGptq.Round(weight, hessian, group == 0 ? columns : group, actOrder, 0.01);
        using var fast = GptqRounding.Round(weight, hessian, new GptqSpec(group, actOrder, 0.01)).Decode();
        using var difference = (fast.to_type(ScalarType.Float64) - slow).abs();
        difference.max().item<double>().ShouldBeLessThan(1e-6);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_comes_out_of_typical_rows_is_nearer_than_with_each_weight_rounded_by_itself(bool actOrder)
    {
        var (weight, hessian) = Problem(32, 128);
        var rounded = Error(weight, GptqRounding.Round(weight, hessian, new GptqSpec(32, actOrder, 0.01)), hessian);
        var nearest = Error(weight, GptqRounding.Round(weight, null, new GptqSpec(32, false, 0)), hessian);
        rounded.ShouldBeLessThan(0.5 * nearest);
    }

    [Fact]
    public void Where_columns_do_not_depend_on_each_other_each_weight_goes_to_its_nearest_level()
    {
        var (weight, _) = Problem(16, 64);
        using var identity = torch.eye(64, dtype: ScalarType.Float64);
        var alone = GptqRounding.Round(weight, null, new GptqSpec(16, false, 0));
        var solved = GptqRounding.Round(weight, identity, new GptqSpec(16, false, 0.01));
        solved.Codes.ShouldBe(alone.Codes);
        solved.Scales.ShouldBe(alone.Scales);

        for (var row = 0; row < 16; row++)
            for (var column = 0; column < 64; column++)
            {
                var scale = (float)alone.Scales[(column / 16 * 16) + row];
                var value = weight[row, column].item<float>();
                var nearest = Enumerable.Range(-8, 16).MinBy(level => Math.Abs(value - (scale * level)));
                (alone.CodeAt(row, column) - GptqMatrix.Zero).ShouldBe(nearest);
            }
    }

    [Fact]
    public void Groups_are_of_equal_size_and_in_the_order_of_the_columns_squares()
    {
        var (weight, hessian) = Problem(8, 64);
        GptqRounding.Round(weight, hessian, new GptqSpec(16, false, 0.01)).GroupOf.ShouldBe(Enumerable.Range(0, 64).Select(i => i / 16));
        var ordered = GptqRounding.Round(weight, hessian, new GptqSpec(16, true, 0.01)).GroupOf;
        var squares = hessian.diagonal().data<double>().ToArray();
        for (var group = 0; group < 4; group++) ordered.Count(other => other == group).ShouldBe(16);
        for (var i = 0; i < 64; i++)
            for (var j = 0; j < 64; j++)
                if (ordered[i] < ordered[j]) squares[i].ShouldBeGreaterThanOrEqualTo(squares[j]);
    }

    [Fact]
    public void A_scale_is_the_best_of_those_tried_and_one_where_there_is_nothing()
    {
        GroupScale.Of(new float[16]).ShouldBe(Half.One);
        GroupScale.Of([.. Enumerable.Range(-7, 15).Select(level => level * 0.25f)]).ShouldBe((Half)0.25f);
        GroupScale.Of([1e-9f, -2e-9f]).ShouldBe(Half.Epsilon);
        GroupScale.Of([1e9f, -2e9f]).ShouldBe(Half.MaxValue);
    }

    [Fact]
    public void Weights_of_any_size_stay_finite()
    {
        foreach (var size in (double[])[0, 1e-12, 1e-6, 1, 1e3])
        {
            var (weight, hessian) = Problem(8, 32);
            using var scaled = weight * size;
            using var decoded = GptqRounding.Round(scaled, hessian, new GptqSpec(8, true, 0.01)).Decode();
            decoded.isfinite().all().item<bool>().ShouldBeTrue();
            using var off = (decoded - scaled).abs().max();
            off.item<float>().ShouldBeLessThan((float)(2 * size + 1e-6));
        }
    }

    [Fact]
    public void A_Hessian_that_damping_leaves_singular_is_refused_with_what_to_do()
    {
        var (weight, _) = Problem(8, 32);
        using var x = torch.randn([4, 32], ScalarType.Float64);
        using var singular = x.t().matmul(x);
        Should.Throw<InvalidOperationException>(() => GptqRounding.Round(weight, singular, new GptqSpec(8, false, 0))).Message
            .ShouldContain("raise it (0.01 is common), or calibrate with more text");
        GptqRounding.Round(weight, singular, new GptqSpec(8, false, 0.01)).Groups.ShouldBe(4);
    }

    [Fact]
    public void Sizes_that_do_not_divide_and_weights_that_are_not_finite_are_refused()
    {
        using var odd = torch.randn([8, 36]);
        Should.Throw<ArgumentException>(() => GptqRounding.Round(odd, null, new GptqSpec(0, false, 0)));
        using var weight = torch.randn([8, 32]);
        Should.Throw<ArgumentException>(() => GptqRounding.Round(weight, null, new GptqSpec(24, false, 0)));
        weight[3, 3] = float.NaN;
        Should.Throw<ArgumentException>(() => GptqRounding.Round(weight, null, new GptqSpec(8, false, 0))).Message
            .ShouldStartWith("weights are not finite");
    }

    /// <summary>Weights, and the Hessian of rows whose columns depend on each other, some of them much greater than others.</summary>
    private static (Tensor Weight, Tensor Hessian) Problem(int rows, int columns)
    {
        torch.manual_seed(7);
        var weight = torch.randn([rows, columns]);
        using var scope = torch.NewDisposeScope();
        var sizes = torch.randn([columns], ScalarType.Float64).exp();
        var x = torch.randn([4 * columns, columns / 4], ScalarType.Float64).matmul(torch.randn([columns / 4, columns], ScalarType.Float64));
        x = (x + torch.randn([4 * columns, columns], ScalarType.Float64)) * sizes;
        return (weight, (x.t().matmul(x) / (4.0 * columns)).MoveToOuterDisposeScope());
    }

    /// <summary>Mean squared error of the products with the rows of the Hessian, over all of the matrix.</summary>
    private static double Error(Tensor weight, GptqMatrix matrix, Tensor hessian)
    {
        using var scope = torch.NewDisposeScope();
        var wrong = (weight - matrix.Decode()).to_type(ScalarType.Float64);
        return (wrong.matmul(hessian) * wrong).sum().item<double>();
    }
}
