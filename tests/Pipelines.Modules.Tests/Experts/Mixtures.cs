using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests.Experts;

public sealed class Mixtures
{
    private static readonly Pass Pass = new(ScalarType.Float32);

    [Fact]
    public void Have_the_names_of_their_families()
    {
        using var mixtral = new Moe(8, 6, experts: 2, topK: 1, MoeNames.Mixtral);
        using var jamba = new Moe(8, 6, experts: 1, topK: 1, MoeNames.Jamba);
        using var deepseek = new Moe(8, 6, experts: 1, topK: 1, sharedHidden: 10, balanceRate: 0.1);
        Shapes(mixtral).ShouldBe(
        [
            "gate.weight [2, 8]",
            "experts.0.w1.weight [6, 8]", "experts.0.w3.weight [6, 8]", "experts.0.w2.weight [8, 6]",
            "experts.1.w1.weight [6, 8]", "experts.1.w3.weight [6, 8]", "experts.1.w2.weight [8, 6]",
        ]);
        Shapes(jamba).ShouldBe(
        [
            "router.weight [1, 8]",
            "experts.0.gate_proj.weight [6, 8]", "experts.0.up_proj.weight [6, 8]", "experts.0.down_proj.weight [8, 6]",
        ]);
        Shapes(deepseek).ShouldBe(
        [
            "gate.weight [1, 8]", "gate.e_score_correction_bias [1]",
            "experts.0.gate_proj.weight [6, 8]", "experts.0.up_proj.weight [6, 8]", "experts.0.down_proj.weight [8, 6]",
            "shared_experts.gate_proj.weight [10, 8]", "shared_experts.up_proj.weight [10, 8]", "shared_experts.down_proj.weight [8, 10]",
        ]);
        deepseek.parameters().Count().ShouldBe(7);    // the biases are not trained
    }

    [Fact]
    public void Of_any_size_equal_the_sum_over_all_experts_with_the_unchosen_at_zero()
    {
        var random = new Random(8);
        for (var round = 0; round < 40; round++)
        {
            var (dim, hidden) = (random.Next(1, 17), random.Next(1, 17));
            var experts = random.Next(1, 13);
            var topK = random.Next(1, experts + 1);
            torch.manual_seed(round);
            var normalize = random.Next(2) == 0;
            using var moe = Rough(new Moe(dim, hidden, experts, topK, normalize: normalize));
            // With one or two tokens most experts get none.
            using var x = torch.randn([random.Next(1, 4), random.Next(1, 8), dim]);
            using var actual = moe.call(x, Pass);
            using var expected = EveryExpert(moe, x, normalize);
            actual.ShouldBeWithin(expected, 1e-5, $"round {round}");
        }
    }

    [Fact]
    public void Give_no_gradient_to_experts_without_tokens()
    {
        torch.manual_seed(2);
        using var moe = Rough(new Moe(8, 6, experts: 6, topK: 2));
        using var x = torch.randn([1, 1, 8]);
        using var y = moe.call(x, Pass);
        using var sum = y.sum();
        sum.backward();
        moe.experts.Count(expert => expert.gate.weight.grad is not null).ShouldBe(2);
    }

    [Fact]
    public void Compute_in_bfloat16_as_in_float32()
    {
        torch.manual_seed(5);
        using var moe = Rough(new Moe(16, 24, experts: 3, topK: 3, sharedHidden: 8));    // no choice that could turn out otherwise
        using var x = torch.randn([2, 9, 16]);
        using var narrow = x.to_type(ScalarType.BFloat16);
        using var wide = moe.call(x, Pass);
        using var result = moe.call(narrow, new Pass(ScalarType.BFloat16));
        result.dtype.ShouldBe(ScalarType.BFloat16);
        result.ShouldBeWithin(wide, 0.02, "result");
    }

    [Fact]
    public void Drop_channels_while_training_alone()
    {
        torch.manual_seed(5);
        using var moe = Rough(new Moe(16, 8, experts: 2, topK: 1, dropout: 0.5));
        using var x = torch.randn([1, 20, 16]);
        using var dropped = moe.call(x, Pass);
        moe.eval();
        using var whole = moe.call(x, Pass);
        using var zeros = dropped.eq(0).sum();
        zeros.item<long>().ShouldBeInRange(100, 220);    // of 320
        whole.eq(0).sum().item<long>().ShouldBe(0);
    }

    [Theory]
    [InlineData(6, 2, 4, 1, "4 equal groups")]
    [InlineData(6, 2, 3, 4, "4 of 3 groups")]
    [InlineData(6, 3, 3, 1, "3 of 2 experts")]
    [InlineData(4, 0, 1, 1, "0 of 4 experts")]
    public void That_cannot_be_chosen_from_are_refused_with_the_numbers(int experts, int topK, int groups, int topGroups, string message) =>
        Should.Throw<ArgumentException>(() => new Moe(8, 6, experts, topK, groups: groups, topGroups: topGroups))
            .Message.ShouldContain(message);

    /// <summary>Every expert computes every token; a weight of zero silences those that the router did not choose.</summary>
    private static Tensor EveryExpert(Moe moe, Tensor x, bool normalize)
    {
        using var untracked = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var scores = moe.router.weight.matmul(x.unsqueeze(-1)).squeeze(-1).softmax(-1);    // [batch, time, experts]
        var least = scores.topk(moe.TopK).values.amin([-1], keepdim: true);
        var weights = scores * (scores >= least);
        if (normalize) weights = weights / weights.sum(-1, keepdim: true);
        var results = torch.stack(moe.experts.Select(expert => expert.call(x)), -1);       // [batch, time, dim, experts]
        return (results * weights.unsqueeze(-2)).sum(-1).MoveToOuterDisposeScope();
    }

    private static Moe Rough(Moe moe)
    {
        using var untracked = torch.no_grad();
        foreach (var parameter in moe.parameters()) nn.init.normal_(parameter, 0, 0.5);
        return moe;
    }

    private static IEnumerable<string> Shapes(nn.Module module) =>
        module.state_dict().Select(entry => $"{entry.Key} [{string.Join(", ", entry.Value.shape)}]");
}
