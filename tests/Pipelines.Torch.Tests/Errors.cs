using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Torch.Tests;

/// <summary>What libtorch refuses arrives as one line that says why.</summary>
public sealed class Errors
{
    private static readonly Dictionary<string, Action> cases = new()
    {
        ["must match the size"] = () => (ones(2, 3) + ones(4)).Dispose(),
        ["cannot be multiplied"] = () => ones(2, 3).mm(ones(2, 3)),
        ["is invalid for input of size 6"] = () => ones(6).view(4),
        ["out of range"] = () => ones(2).select(0, 5),
        ["Dimension out of range"] = () => ones(2).softmax(3),
        ["same number of dimensions"] = () => cat([ones(2, 2), ones(3)]),
        ["index out of range"] = () => nn.Embedding(2, 2).call(tensor(new long[] { 5 })),
        ["floating point"] = () => ones(2, 2, int64).det(),
        ["does not require grad"] = () => ones(1).backward(),
        ["grad can be implicitly created only for scalar"] = () => (ones(2, requires_grad: true) * 2).backward(),
    };

    public static TheoryData<string> Messages => [.. cases.Keys];

    [Theory, MemberData(nameof(Messages))]
    public void A_refusal_is_one_line(string says)
    {
        var message = Should.Throw<ExternalException>(cases[says]).Message;
        message.ShouldContain(says);
        message.ShouldNotContain("\n");
        message.Length.ShouldBeLessThan(400);
    }

    [Fact]
    public void An_operator_that_is_not_there_is_named()
    {
        using var x = ones(1);
        Should.Throw<NotSupportedException>(() => Op.Get("pipelines", "no_such").Call(x)).Message.ShouldContain("pipelines::no_such");
    }

    [Fact]
    public void An_argument_that_does_not_fit_is_named()
    {
        using var x = ones(1);
        Should.Throw<ExternalException>(() => Op.Get("aten", "softmax", "int").Call(x, "one")).Message.ShouldContain("'dim'");
        Should.Throw<ExternalException>(() => Op.Get("aten", "softmax", "int").Call(x)).Message.ShouldContain("needs its argument 'dim'");
        Should.Throw<ExternalException>(() => Op.Get("aten", "relu").Call(x, 1, 2)).Message.ShouldContain("takes 1 arguments, not 3");
    }

    [Fact]
    public void An_error_leaves_no_tensor_behind()
    {
        using var x = ones(2, 3);
        using var y = ones(4);
        var before = Tensor.TotalCount;
        for (var i = 0; i < 10; i++) Should.Throw<ExternalException>(() => x + y);
        Tensor.TotalCount.ShouldBe(before);
    }

    [Theory]
    [InlineData("gpu")]
    [InlineData("cuda:x")]
    [InlineData("7")]
    [InlineData("cpu:0:1")]
    public void An_unknown_device_is_named(string description) =>
        Should.Throw<ArgumentException>(() => new Device(description)).Message.ShouldContain($"'{description}'");

    [Fact]
    public void A_device_that_is_not_there_is_refused()
    {
        if (cuda_is_available()) return;
        cuda.device_count().ShouldBe(0);
        Should.Throw<InvalidOperationException>(() => device("cuda:0")).Message.ShouldNotContain("\n");
    }
}
