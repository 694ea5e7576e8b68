using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests.Parity;

/// <summary>Layers compute what slow loops over tokens, experts and time compute from the same weights, gradients too.</summary>
public sealed class EqualsPlainLayers
{
    private const double Tolerance = 1e-5;
    private const int Dim = 12;

    [Theory]
    [InlineData("mixtral", """{"family": "mixtral", "top_k": 2, "names": ["gate", "w1", "w3", "w2"]}""")]
    [InlineData("qwen3", """{"family": "qwen3", "top_k": 3, "names": ["gate", "gate_proj", "up_proj", "down_proj"]}""")]
    [InlineData("jamba", """{"family": "jamba", "top_k": 2, "names": ["router", "gate_proj", "up_proj", "down_proj"]}""")]
    [InlineData("deepseek", """
        {"family": "deepseek", "top_k": 3, "groups": 4, "top_groups": 2, "scale": 2.5, "names": ["gate", "gate_proj", "up_proj", "down_proj"]}
        """)]
    public void Mixtures_of_experts(string family, string sizes)
    {
        torch.manual_seed(3);
        using var moe = family switch
        {
            "mixtral" => new Moe(Dim, 10, experts: 5, topK: 2, MoeNames.Mixtral),
            "qwen3" => new Moe(Dim, 10, experts: 8, topK: 3),
            "jamba" => new Moe(Dim, 10, experts: 5, topK: 2, MoeNames.Jamba, normalize: false),
            _ => new Moe(
                Dim, 10, experts: 12, topK: 3, scoring: RouterScoring.Sigmoid, routedScale: 2.5, groups: 4, topGroups: 2,
                sharedHidden: 14, balanceRate: 0.1),
        };
        ShouldEqual("moe", moe, time: 9, sizes, x => moe.call(x, new Pass(ScalarType.Float32)));
    }

    [Theory]
    [InlineData(false, false, """{"state": 4, "dt_rank": 3}""")]
    [InlineData(true, false, """{"state": 4, "dt_rank": 3}""")]
    [InlineData(false, true, """{"state": 4, "dt_rank": 3, "eps": 1e-5}""")]
    public void Mamba_1(bool bias, bool innerNorm, string sizes)
    {
        torch.manual_seed(4);
        using var mamba = new Mamba(Dim, 20, state: 4, conv: 4, dtRank: 3, bias, convBias: !bias, innerNorm ? 1e-5 : null);
        mamba.Refresh(0, 0);
        ShouldEqual("mamba", mamba, time: 11, sizes, x => mamba.call(x, new Pass(ScalarType.Float32)));
    }

    [Theory]
    [InlineData(1, false, double.PositiveInfinity, """{"heads": 4, "head_dim": 5, "state": 6, "groups": 1, "eps": 1e-5, "limit": [0, 1e9]}""")]
    [InlineData(2, true, 0.8, """{"heads": 4, "head_dim": 5, "state": 6, "groups": 2, "eps": 1e-5, "limit": [0.5, 0.8]}""")]
    public void Mamba_2(int groups, bool bias, double dtMax, string sizes)
    {
        torch.manual_seed(5);
        using var mamba = new Mamba2(
            Dim, heads: 4, headDim: 5, state: 6, groups, conv: 3, chunk: 4, bias: bias, convBias: !bias,
            dtMin: dtMax < double.PositiveInfinity ? 0.5 : 0, dtMax: dtMax);
        mamba.Refresh(0, 0);
        ShouldEqual("mamba2", mamba, time: 11, sizes, x => mamba.call(x, new Pass(ScalarType.Float32)));
    }

    private static void ShouldEqual(string kind, nn.Module layer, int time, string sizes, Func<Tensor, Tensor> call)
    {
        Roughen(layer);
        using var x = torch.randn([2, time, Dim], requires_grad: true);
        using var upstream = torch.randn([2, time, Dim]);
        var expected = PythonReference.RunLayer(kind, layer, x, upstream, sizes);

        using var y = call(x);
        using var product = y * upstream;
        using var sum = product.sum();
        sum.backward();

        y.ShouldBeWithin(expected["y"], Tolerance, "y");
        foreach (var (name, tensor) in layer.named_parameters().Select(named => (named.name, (Tensor)named.parameter)).Append(("x", x)))
        {
            using var grad = tensor.grad;
            // An expert that no token chose has no gradient on either side.
            (grad is null).ShouldBe(!expected.ContainsKey($"grad.{name}"), name);
            grad?.ShouldBeWithin(expected[$"grad.{name}"], Tolerance, name);
        }
        foreach (var tensor in expected.Values) tensor.Dispose();
    }

    /// <summary>Leaves no parameter or buffer at a constant, so that a test sees each at work.</summary>
    private static void Roughen(nn.Module layer)
    {
        using var untracked = torch.no_grad();
        foreach (var tensor in layer.state_dict().Values)
        {
            using var noise = torch.randn_like(tensor);
            tensor.add_(noise, 0.3);
        }
    }
}
