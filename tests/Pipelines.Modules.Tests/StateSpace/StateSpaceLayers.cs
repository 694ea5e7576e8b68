using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests.StateSpace;

public sealed class StateSpaceLayers
{
    [Fact]
    public void Have_the_names_of_their_families()
    {
        using var mamba = new Mamba(8, 16, state: 4, conv: 3, dtRank: 2, bias: true);
        using var jamba = new Mamba(8, 16, state: 4, conv: 3, dtRank: 2, convBias: false, innerNorm: 1e-6);
        using var mamba2 = new Mamba2(8, heads: 4, headDim: 4, state: 5, groups: 2);
        Shapes(mamba).ShouldBe(
        [
            "A_log [16, 4]", "D [16]", "conv1d.bias [16]", "conv1d.weight [16, 1, 3]", "dt_proj.bias [16]", "dt_proj.weight [16, 2]",
            "in_proj.bias [32]", "in_proj.weight [32, 8]", "out_proj.bias [8]", "out_proj.weight [8, 16]", "x_proj.weight [10, 16]",
        ]);
        Shapes(jamba).ShouldBe(
        [
            "A_log [16, 4]", "D [16]", "b_layernorm.weight [4]", "c_layernorm.weight [4]", "conv1d.weight [16, 1, 3]",
            "dt_layernorm.weight [2]", "dt_proj.bias [16]", "dt_proj.weight [16, 2]", "in_proj.weight [32, 8]", "out_proj.weight [8, 16]",
            "x_proj.weight [10, 16]",
        ]);
        Shapes(mamba2).ShouldBe(
        [
            "A_log [4]", "D [4]", "conv1d.bias [36]", "conv1d.weight [36, 1, 4]", "dt_bias [4]", "in_proj.weight [56, 8]",
            "norm.weight [16]", "out_proj.weight [8, 16]",
        ]);
    }

    [Fact]
    public void Begin_with_the_decays_and_steps_of_their_papers()
    {
        torch.manual_seed(6);
        using var mamba = new Mamba(64, 512, state: 4, conv: 4, dtRank: 16);
        using var mamba2 = new Mamba2(64, heads: 512, headDim: 1, state: 4);
        foreach (var part in new nn.Module[] { mamba, mamba2 }.SelectMany(layer => layer.modules().Prepend(layer)))
            if (part is IFreshWeights fresh) fresh.Refresh(0.02, 0.01);

        for (var n = 0; n < 4; n++) mamba.A_log[7, n].item<float>().ShouldBe(MathF.Log(n + 1), tolerance: 1e-6f);
        for (var head = 0; head < 4; head++) mamba2.A_log[head].item<float>().ShouldBe(MathF.Log(head + 1), tolerance: 1e-6f);
        foreach (var d in mamba.D.data<float>().Concat(mamba2.D.data<float>())) d.ShouldBe(1);
        foreach (var bias in new[] { mamba.dt_proj.bias, mamba2.dt_bias })
        {
            using var steps = nn.functional.softplus(bias);
            var logs = steps.data<float>().Select(step => Math.Log10(step)).ToArray();
            logs.Min().ShouldBeInRange(-3.0001, -2.95);
            logs.Max().ShouldBeInRange(-1.05, -0.9999);
            logs.Average().ShouldBe(-2, tolerance: 0.1);
        }
        Most(mamba.dt_proj.weight).ShouldBeInRange(0.24, 0.25);      // 1/√16
        Most(mamba.conv1d.weight).ShouldBeInRange(0.49, 0.5);        // 1/√4
        Most(mamba2.conv1d.weight).ShouldBeInRange(0.49, 0.5);

        static double Most(Tensor weight) => weight.abs().max().item<float>();
    }

    [Theory]
    [InlineData("mamba")]
    [InlineData("mamba2")]
    public void Keep_as_much_of_a_long_sequence_as_of_a_short_one(string family)
    {
        using var model = SmallModels.Create(family);
        using var ids = SmallModels.Ids(batch: 2, time: 1);
        using var state = model.NewState(batch: 2);
        model.decode(ids, state).Dispose();
        var after = Tensor.TotalCount;
        for (var t = 1; t < SmallModels.Context; t++) model.decode(ids, state).Dispose();
        Tensor.TotalCount.ShouldBe(after);

        using var kept = new SsmState([2, 3, 64], [2, 64, 8], ScalarType.Float32, CPU);
        using var many = torch.randn([2, 30, 64]);
        kept.Slide(many);
        kept.Window.shape.ShouldBe([2, 3, 64]);
        using var last = many.narrow(1, 27, 3);
        kept.Window.HasTheBytesOf(last.contiguous()).ShouldBeTrue();
    }

    [Fact]
    public void No_result_depends_on_the_chunk()
    {
        torch.manual_seed(7);
        using var fine = new Mamba2(8, heads: 2, headDim: 4, state: 4, chunk: 3);
        using var coarse = new Mamba2(8, heads: 2, headDim: 4, state: 4, chunk: 64);
        foreach (var (name, tensor) in fine.state_dict())
        {
            nn.init.normal_(tensor, 0, 0.5);
            using var untracked = torch.no_grad();
            coarse.state_dict()[name].copy_(tensor);
        }
        using var x = torch.randn([2, 20, 8]);
        using var a = fine.call(x, new Pass(ScalarType.Float32));
        using var b = coarse.call(x, new Pass(ScalarType.Float32));
        a.ShouldBeWithin(b, 1e-5, "chunks");
    }

    private static IEnumerable<string> Shapes(nn.Module module) => module.state_dict()
        .Select(entry => $"{entry.Key} [{string.Join(", ", entry.Value.shape)}]").Order(StringComparer.Ordinal);
}
