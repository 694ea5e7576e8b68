using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests.Layers;

public sealed class FeedForwards
{
    /// <summary>The functions by their formulas, in double precision.</summary>
    private static readonly Dictionary<string, (Func<Tensor, Tensor> Ours, Func<double, double> Formula)> Functions = new()
    {
        ["gelu_tanh"] = (Activations.gelu_tanh, x => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))),
        ["gelu"] = (Activations.gelu, x => x * NormalDistribution(x)),
        ["relu"] = (Activations.relu, x => Math.Max(x, 0)),
        ["silu"] = (Activations.silu, x => x / (1 + Math.Exp(-x))),
    };

    public static TheoryData<string> Names => [.. Functions.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Have_an_activation_that_follows_its_formula(string name)
    {
        var (ours, formula) = Functions[name];
        using var x = torch.linspace(-6, 6, 97);
        using var y = ours(x);
        y.data<float>().ToArray().Select(value => (double)value)
            .ShouldBe(x.data<float>().ToArray().Select(value => formula(value)), tolerance: 2e-6);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Without_a_gate_project_up_and_down(bool bias)
    {
        torch.manual_seed(2);
        using var mlp = SmallModels.Roughened(new Mlp(5, 7, bias: bias, activation: Activations.relu));
        using var x = torch.randn([2, 3, 5]);
        using var y = mlp.call(x);
        using var inner = nn.functional.relu(nn.functional.linear(x, mlp.up_proj.weight, mlp.up_proj.bias));
        using var expected = nn.functional.linear(inner, mlp.down_proj.weight, mlp.down_proj.bias);
        y.ShouldBeWithin(expected, 1e-6, "result");
        mlp.state_dict().Keys.ShouldBe(
            bias
                ? ["up_proj.weight", "up_proj.bias", "down_proj.weight", "down_proj.bias"]
                : ["up_proj.weight", "down_proj.weight"],
            ignoreOrder: true);
    }

    [Fact]
    public void Take_gelu_in_its_tanh_form_unless_told_otherwise()
    {
        torch.manual_seed(3);
        using var mlp = SmallModels.Roughened(new Gpt2Mlp(5, 7));
        using var other = SmallModels.Roughened(new Gpt2Mlp(5, 7, activation: Activations.silu));
        other.load_state_dict(mlp.state_dict());
        using var x = torch.randn([1, 3, 5]);
        foreach (var (part, function) in new[] { (mlp, Activations.gelu_tanh), (other, (Func<Tensor, Tensor>)Activations.silu) })
        {
            using var y = part.call(x);
            using var inner = function(x.matmul(mlp.c_fc.weight) + mlp.c_fc.bias);
            using var expected = inner.matmul(mlp.c_proj.weight) + mlp.c_proj.bias;
            y.ShouldBeWithin(expected, 1e-6, "result");
        }
    }

    /// <summary>Φ(x) by Simpson's rule from 0.</summary>
    private static double NormalDistribution(double x)
    {
        const int steps = 2000;
        var sum = 0.0;
        for (var i = 0; i <= steps; i++)
            sum += (i is 0 or steps ? 1 : i % 2 == 0 ? 2 : 4) * Math.Exp(-Math.Pow(x * i / steps, 2) / 2);
        return 0.5 + sum * x / (3 * steps) / Math.Sqrt(2 * Math.PI);
    }
}
