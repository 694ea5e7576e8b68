using Pipelines.Modules;
using Pipelines.Spec;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Training.Tests;

public sealed class DecayGroups : IDisposable
{
    private readonly Workshop workshop = new();

    public void Dispose() => workshop.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void With_a_gradient_of_zero_matrices_shrink_by_rate_times_decay_and_vectors_stay(bool adamw)
    {
        var model = workshop.Model();
        var named = Optimizers.Grouped(model);
        OptimizerSpec spec = adamw ? new AdamWSpec(0.1, 0.5, 0.9, 0.95, 1e-8) : new SgdSpec(0.1, 0.5, Momentum: 0);
        using var optimizer = Optimizers.Create(spec, named);
        var before = named.Select(one => one.Parameter.data<float>().ToArray()).ToArray();
        foreach (var (_, parameter, _) in named)
        {
            using var nothing = (parameter * 0).sum();
            nothing.backward();
        }

        optimizer.step();
        for (var i = 0; i < named.Count; i++)
        {
            var factor = named[i].Parameter.dim() >= 2 ? 0.95f : 1f;
            named[i].Parameter.data<float>().ToArray().ShouldBe(before[i].Select(value => value * factor), 1e-6);
        }
    }

    [Fact]
    public void What_needs_no_gradient_is_left_out()
    {
        var model = workshop.Model();
        model.model.norm.weight.requires_grad = false;

        Optimizers.Grouped(model).Select(one => one.Name).ShouldNotContain("model.norm.weight");
        Optimizers.Grouped(model).Select(one => one.Name).ShouldContain("model.embed_tokens.weight");
    }

    [Fact]
    public void What_a_part_calls_a_rate_does_not_decay_though_it_is_a_matrix()
    {
        using var model = new BlockList<Mamba>(1, () => new Mamba(8, 16, state: 4, conv: 4, dtRank: 2));

        Optimizers.Grouped(model).Where(one => !one.Decays).Select(one => one.Name)
            .ShouldBe(["0.A_log", "0.D", "0.conv1d.bias", "0.dt_proj.bias"]);
    }
}
