using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Torch.Tests;

/// <summary>The same seed draws the same numbers as PyTorch, and a state goes on where it was taken.</summary>
public sealed class Randomness
{
    private static readonly Dictionary<string, Func<Tensor>> draws = new()
    {
        ["torch.randn(5)"] = () => randn(5),
        ["torch.randn(3, 40)"] = () => randn(3, 40),
        ["torch.rand(2, 3, dtype=torch.float64)"] = () => rand(2, 3, float64),
        ["torch.randint(3, 100, (7,))"] = () => randint(3, 100, [7]),
        ["torch.randperm(11)"] = () => randperm(11),
        ["torch.empty(20).uniform_(-2, 5)"] = () => empty(20).uniform_(-2, 5),
        ["torch.empty(20).normal_(3, 0.1)"] = () => empty(20).normal_(3, 0.1),
        ["torch.empty(9).exponential_()"] = () => empty(9).exponential_(),
        ["torch.multinomial(torch.tensor([0.1, 0.2, 0.7]), 8, replacement=True)"] =
            () => tensor(new[] { 0.1f, 0.2f, 0.7f }).multinomial(8, true),
        ["torch.full((9,), 0.3).bernoulli()"] = () => full(9, 0.3).bernoulli(),
        ["F.dropout(torch.ones(30), 0.4)"] = () => nn.functional.dropout(ones(30), 0.4),
        ["torch.nn.init.trunc_normal_(torch.empty(50), 1, 2, -1, 3)"] = () => nn.init.trunc_normal_(empty(50), 1, 2, -1, 3),
        ["torch.nn.init.xavier_uniform_(torch.empty(4, 6))"] = () => nn.init.xavier_uniform_(empty(4, 6)),
        ["torch.nn.init.kaiming_normal_(torch.empty(4, 6, 3), nonlinearity='relu')"] =
            () => nn.init.kaiming_normal_(empty(4, 6, 3), nonlinearity: nn.init.NonlinearityType.ReLU),
        ["torch.nn.Linear(3, 4).weight"] = () => nn.Linear(3, 4).weight,
        ["torch.nn.Linear(3, 4).bias"] = () => nn.Linear(3, 4).bias!,
        ["torch.nn.Embedding(3, 4, padding_idx=1).weight"] = () => nn.Embedding(3, 4, 1).weight!,
        ["torch.nn.Conv1d(4, 2, 3).weight"] = () => nn.Conv1d(4, 2, 3).weight,
    };

    public static TheoryData<string> Draws => [.. draws.Keys];

    [Theory, MemberData(nameof(Draws))]
    public void A_seed_draws_what_PyTorch_draws(string expression)
    {
        manual_seed(1337);
        using var drawn = draws[expression]();
        drawn.ShouldBePython($"torch.manual_seed(1337)\nresult = {expression}");
    }

    [Fact]
    public void A_state_goes_on_where_it_was_taken()
    {
        manual_seed(1);
        randn(3).Dispose();
        using var state = get_rng_state();
        using var first = randn(17);
        set_rng_state(state);
        using var second = randn(17);
        second.data<float>().ToArray().ShouldBe(first.data<float>().ToArray());
    }

    [Fact]
    public void A_state_goes_through_bytes()
    {
        using var state = get_rng_state();
        var bytes = state.bytes.ToArray();
        using var first = rand(5);
        using var restored = tensor(bytes);
        set_rng_state(restored);
        using var second = rand(5);
        second.data<float>().ToArray().ShouldBe(first.data<float>().ToArray());
    }

    [Fact]
    public void A_generator_of_its_own_leaves_the_default_one_alone()
    {
        using var generator = new Generator(7);
        generator.initial_seed().ShouldBe(7);
        using var state = get_rng_state();
        using var own = randn(4, generator: generator);
        own.ShouldBePython("torch.randn(4, generator=torch.Generator().manual_seed(7))");
        using var after = get_rng_state();
        after.bytes.SequenceEqual(state.bytes).ShouldBeTrue();
    }

    [Fact]
    public void A_damaged_state_is_refused()
    {
        using var state = zeros(8, uint8);
        Should.Throw<System.Runtime.InteropServices.ExternalException>(() => set_rng_state(state)).Message.ShouldNotContain("\n");
    }
}
