using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Torch.Tests;

/// <summary>What <c>tensor[…]</c> reads and writes, beside Python's.</summary>
public sealed class Indexing
{
    private static readonly TensorIndex Every = TensorIndex.Colon;

    private static readonly Dictionary<string, Func<Tensor, Tensor>> reads = new()
    {
        ["x[1]"] = x => x[1],
        ["x[1, 2]"] = x => x[1, 2],
        ["x[1, 2, 3]"] = x => x[1, 2, 3],
        ["x[-1, -2]"] = x => x[-1, -2],
        ["x[:, 1]"] = x => x[Every, 1],
        ["x[:, 1:]"] = x => x[.., 1..],
        ["x[..., 2]"] = x => x[TensorIndex.Ellipsis, 2],
        ["x[..., :2]"] = x => x[TensorIndex.Ellipsis, ..2],
        ["x[:, :, ::2]"] = x => x[Every, Every, TensorIndex.Slice(step: 2)],
        ["x[:, :, -3:-1]"] = x => x[Every, Every, TensorIndex.Slice(-3, -1)],
        ["x[:, :, :-1]"] = x => x[Every, Every, ..^1],
        ["x[None, 0]"] = x => x[TensorIndex.None, 0],
        ["x[0, None, ..., None]"] = x => x[0, TensorIndex.None, TensorIndex.Ellipsis, TensorIndex.None],
        ["x[x > 1]"] = x => x[x > 1],
        ["x[torch.tensor([1, 0, 1])]"] = x => x[tensor(new long[] { 1, 0, 1 })],
        ["x[:, torch.tensor([2, 0])]"] = x => x[Every, TensorIndex.Tensor(tensor(new long[] { 2, 0 }))],
        ["x[torch.tensor([0, 1]), torch.tensor([2, 0])]"] = x => x[tensor(new long[] { 0, 1 }), tensor(new long[] { 2, 0 })],
        ["x[torch.tensor([0, 1]), :, torch.tensor([2, 0])]"] =
            x => x[TensorIndex.Tensor(tensor(new long[] { 0, 1 })), Every, TensorIndex.Tensor(tensor(new long[] { 2, 0 }))],
        ["x[0, torch.tensor([[2, 0]])]"] = x => x[0, TensorIndex.Tensor(tensor(new long[,] { { 2, 0 } }))],
        ["x[torch.tensor([True, False]), 1:]"] = x => x[TensorIndex.Tensor(tensor(new[] { true, false })), 1..],
        ["x[(x > 0).any(2)]"] = x => x[(x > 0).any(2)],
        ["x[(x > 0).any(2), :]"] = x => x[TensorIndex.Tensor((x > 0).any(2)), Every],
        ["x[True]"] = x => x[TensorIndex.Bool(true)],
        ["x[False]"] = x => x[TensorIndex.Bool(false)],
        ["x[torch.tensor(1)]"] = x => x[tensor(1L)],
    };

    private static readonly Dictionary<string, Action<Tensor>> writes = new()
    {
        ["x[1] = 5."] = x => x[1] = tensor(5f),
        ["x[0, 1, 2] = 9."] = x => x[0, 1, 2] = tensor(9f),
        ["x[:, 1:] = 0."] = x => x[.., 1..] = tensor(0f),
        ["x[..., 0] = torch.arange(6.).reshape(2, 3)"] = x => x[TensorIndex.Ellipsis, 0] = arange(6f).reshape(2, 3),
        ["x[0] = torch.ones(1, 1, 3, 4)"] = x => x[TensorIndex.Single(0)] = ones(1, 1, 3, 4),
        ["x[x < 0] = 0."] = x => x[x < 0] = tensor(0f),
        ["x[torch.tensor([1])] = 7."] = x => x.index_put_(7, tensor(new long[] { 1 })),
        ["x.index_put_((torch.tensor([0, 0]),), torch.ones(3, 4), accumulate=True)"] =
            x => x.index_put_(ones(3, 4), [tensor(new long[] { 0, 0 })], accumulate: true),
        ["x[:, torch.tensor([2, 0])] = -1."] = x => x.index_put_(-1, Every, TensorIndex.Tensor(tensor(new long[] { 2, 0 }))),
    };

    public static TheoryData<string> Reads => [.. reads.Keys];

    public static TheoryData<string> Writes => [.. writes.Keys];

    [Theory, MemberData(nameof(Reads))]
    public void Reading_equals_Python(string expression)
    {
        using var scope = NewDisposeScope();
        var x = linspace(-2, 3, 24).reshape(2, 3, 4);
        reads[expression](x).ShouldBePython($"x = torch.linspace(-2, 3, 24).reshape(2, 3, 4)\nresult = {expression}");
    }

    [Theory, MemberData(nameof(Writes))]
    public void Writing_equals_Python(string statement)
    {
        using var scope = NewDisposeScope();
        var x = linspace(-2, 3, 24).reshape(2, 3, 4);
        writes[statement](x);
        x.ShouldBePython($"x = torch.linspace(-2, 3, 24).reshape(2, 3, 4)\n{statement}\nresult = x");
    }

    [Fact]
    public void Reading_leaves_nothing_behind()
    {
        using var x = zeros(4, 5, 6);
        var before = Tensor.TotalCount;
        x[1, TensorIndex.Ellipsis, 2..4].Dispose();
        using (var mask = x > 0) x[mask].Dispose();
        Tensor.TotalCount.ShouldBe(before);
    }

    [Fact]
    public void Too_many_indices_are_refused()
    {
        using var x = zeros(2, 3);
        Should.Throw<ArgumentException>(() => x[Every, Every, Every]).Message.ShouldBe("too many indices for a tensor of 2 dimensions");
    }
}
