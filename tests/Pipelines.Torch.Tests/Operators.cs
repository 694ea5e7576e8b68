using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Torch.Tests;

/// <summary>Operators by the numbers: each C# expression beside its Python. x [2, 3, 4] and y [4, 5] are the same in both.</summary>
public sealed class Operators
{
    private const string Setup =
        "x = torch.linspace(-2, 3, 24).reshape(2, 3, 4); y = torch.linspace(0.5, 4, 20).reshape(4, 5)\n" +
        "i = torch.arange(24).reshape(2, 3, 4)\n" +
        "result = ";

    private static readonly Dictionary<string, Func<Tensor, Tensor, Tensor, Tensor>> cases = new()
    {
        // arithmetic
        ["x + 2"] = (x, y, i) => x + 2,
        ["2 - x"] = (x, y, i) => 2 - x,
        ["1 / (x + 5)"] = (x, y, i) => 1 / (x + 5),
        ["x * x"] = (x, y, i) => x * x,
        ["-x"] = (x, y, i) => -x,
        ["i + 2"] = (x, y, i) => i + 2,
        ["i + 0.5"] = (x, y, i) => i + 0.5,
        ["i / 2"] = (x, y, i) => i / 2,
        ["i % 5"] = (x, y, i) => i % 5,
        ["x.add(x, alpha=3)"] = (x, y, i) => x.add(x, 3),
        ["torch.div(x, 0.7, rounding_mode='floor')"] = (x, y, i) => x.div(0.7, RoundingMode.floor),
        ["x ** 2"] = (x, y, i) => x.pow(2),
        ["x.remainder(0.3)"] = (x, y, i) => x.remainder(0.3),
        ["torch.addcmul(x, x, x, value=0.5)"] = (x, y, i) => x.addcmul(x, x, 0.5),
        ["x.lerp(x * 2, torch.tensor(0.25))"] = (x, y, i) => x.lerp(x * 2, tensor(0.25f)),
        ["x.clamp(-1, 1)"] = (x, y, i) => x.clamp(-1, 1),
        ["x.clamp(min=0)"] = (x, y, i) => x.clamp(min: 0),
        ["(i & 5) | (i ^ 3)"] = (x, y, i) => (i & 5) | (i ^ 3),
        ["~(x > 0)"] = (x, y, i) => ~(x > 0),
        // pointwise
        ["x.exp()"] = (x, y, i) => x.exp(),
        ["(x + 3).log()"] = (x, y, i) => (x + 3).log(),
        ["(x + 3).rsqrt()"] = (x, y, i) => (x + 3).rsqrt(),
        ["x.sin() * x.cos() + x.tanh()"] = (x, y, i) => x.sin() * x.cos() + x.tanh(),
        ["x.erf()"] = (x, y, i) => x.erf(),
        ["x.abs().sqrt().floor()"] = (x, y, i) => x.abs().sqrt().floor(),
        ["x.round(decimals=1)"] = (x, y, i) => x.round(1),
        ["F.silu(x)"] = (x, y, i) => x.silu(),
        ["F.gelu(x)"] = (x, y, i) => x.gelu(),
        ["F.gelu(x, approximate='tanh')"] = (x, y, i) => nn.functional.gelu(x, TorchSharp.Modules.GELU.Approximate.tanh),
        ["F.softplus(x, 2, 3)"] = (x, y, i) => x.softplus(2, 3),
        ["F.logsigmoid(x)"] = (x, y, i) => x.log_sigmoid(),
        ["F.leaky_relu(x, 0.1)"] = (x, y, i) => x.leaky_relu(0.1),
        ["x.softmax(1)"] = (x, y, i) => x.softmax(1),
        ["x.log_softmax(-1)"] = (x, y, i) => x.log_softmax(-1),
        ["x.softmax(1, dtype=torch.float64)"] = (x, y, i) => x.softmax(1, float64),
        // comparison
        ["x > 0.5"] = (x, y, i) => x > 0.5,
        ["i == 7"] = (x, y, i) => i == 7,
        ["3 <= i"] = (x, y, i) => 3 <= i,
        ["torch.maximum(x, -x)"] = (x, y, i) => x.maximum(-x),
        ["x.sort(dim=1, descending=True)[0]"] = (x, y, i) => x.sort(1, true).Values,
        ["(x * 7).sin().topk(2)[1]"] = (x, y, i) => (x * 7).sin().topk(2).indexes,
        ["(x * 7).sin().argsort(1)"] = (x, y, i) => (x * 7).sin().argsort(1),
        ["torch.where(x > 0, x, -x)"] = (x, y, i) => where(x > 0, x, -x),
        // reductions
        ["x.sum()"] = (x, y, i) => x.sum(),
        ["i.sum()"] = (x, y, i) => i.sum(),
        ["x.sum((0, 2))"] = (x, y, i) => x.sum([0, 2]),
        ["x.sum(1, keepdim=True, dtype=torch.float64)"] = (x, y, i) => x.sum(1, true, float64),
        ["x.mean((1, 2), keepdim=True)"] = (x, y, i) => x.mean([1, 2], true),
        ["x.var(2)"] = (x, y, i) => x.var(2),
        ["x.std((0, 1), unbiased=False)"] = (x, y, i) => x.std([0, 1], false),
        ["x.max(1)[1]"] = (x, y, i) => x.max(1).indexes,
        ["x.amax((0, 1))"] = (x, y, i) => x.amax([0, 1]),
        ["x.argmax()"] = (x, y, i) => x.argmax(),
        ["x.argmin(2, keepdim=True)"] = (x, y, i) => x.argmin(2, true),
        ["x.logsumexp(1)"] = (x, y, i) => x.logsumexp(1),
        ["x.cumsum(2)"] = (x, y, i) => x.cumsum(2),
        ["x.prod(1)"] = (x, y, i) => x.prod(1),
        ["x.norm()"] = (x, y, i) => x.norm(),
        ["x.norm(3, dim=1)"] = (x, y, i) => x.norm(1, false, 3),
        ["(i % 5).flatten().bincount()"] = (x, y, i) => (i % 5).flatten().bincount(null),
        ["(x > 0).any(1)"] = (x, y, i) => (x > 0).any(1),
        ["(i % 7).unique(return_counts=True)[1]"] = (x, y, i) => (i % 7).unique(return_counts: true).counts!,
        ["torch.count_nonzero(i % 2, (0, 2))"] = (x, y, i) => (i % 2).count_nonzero([0, 2]),
        // products
        ["x @ y"] = (x, y, i) => x.matmul(y),
        ["torch.linalg.cholesky(y @ y.t() + torch.eye(4))"] = (x, y, i) => linalg.cholesky(y.matmul(y.t()) + eye(4)),
        ["torch.linalg.solve_triangular(y[:, :4], y, upper=True)"] = (x, y, i) => linalg.solve_triangular(y[.., ..4], y, upper: true),
        ["x.reshape(6, 4).mm(y)"] = (x, y, i) => x.reshape(6, 4).mm(y),
        ["x.bmm(x.transpose(1, 2))"] = (x, y, i) => x.bmm(x.transpose(1, 2)),
        ["torch.einsum('bij,jk->bki', x, y)"] = (x, y, i) => einsum("bij,jk->bki", x, y),
        ["torch.outer(y[0], y[1])"] = (x, y, i) => y[0].outer(y[1]),
        ["torch.addmm(torch.ones(3, 5), x[0], y, beta=2, alpha=0.5)"] = (x, y, i) => ones(3, 5).addmm(x[0], y, 2, 0.5f),
        ["torch.baddbmm(torch.ones(2, 3, 3), x, x.mT)"] = (x, y, i) => ones(2, 3, 3).baddbmm(x, x.mT),
        // shapes
        ["x.view(6, -1)"] = (x, y, i) => x.view(6, -1),
        ["x.permute(2, 0, 1).reshape(4, 6)"] = (x, y, i) => x.permute(2, 0, 1).reshape(4, 6),
        ["x.transpose(0, 2).contiguous().flatten(1)"] = (x, y, i) => x.transpose(0, 2).contiguous().flatten(1),
        ["x.unsqueeze(1).squeeze(1)"] = (x, y, i) => x.unsqueeze(1).squeeze(1),
        ["x.unflatten(2, (2, 2))"] = (x, y, i) => x.unflatten(2, 2, 2),
        ["y.t()"] = (x, y, i) => y.t(),
        ["x[:1].expand(3, 3, 4)"] = (x, y, i) => x[..1].expand(3, 3, 4),
        ["x.repeat(1, 2, 1)"] = (x, y, i) => x.repeat(1, 2, 1),
        ["x.repeat_interleave(2, dim=1)"] = (x, y, i) => x.repeat_interleave(2, 1),
        ["x.repeat_interleave(torch.tensor([1, 0, 2]), dim=1)"] = (x, y, i) => x.repeat_interleave(tensor(new long[] { 1, 0, 2 }), 1),
        ["x.flip(0, 2)"] = (x, y, i) => x.flip(0, 2),
        ["x.roll(1, 2)"] = (x, y, i) => x.roll(1, 2),
        ["x.roll(5)"] = (x, y, i) => x.roll(5),
        ["y.tril(-1)"] = (x, y, i) => y.tril(-1),
        ["y.triu(1)"] = (x, y, i) => y.triu(1),
        ["y.diagonal()"] = (x, y, i) => y.diagonal(),
        ["x.unfold(2, 2, 1)"] = (x, y, i) => x.unfold(2, 2, 1),
        ["x.split(3, 2)[1]"] = (x, y, i) => x.split(3, 2)[1],
        ["x.split((1, 2), 1)[1]"] = (x, y, i) => x.split([1L, 2L], 1)[1],
        ["x.chunk(2, 1)[0]"] = (x, y, i) => x.chunk(2, 1)[0],
        ["x.unbind(1)[2]"] = (x, y, i) => x.unbind(1)[2],
        ["torch.cat([x, -x], 1)"] = (x, y, i) => cat([x, -x], 1),
        ["torch.stack([x, -x], -1)"] = (x, y, i) => stack([x, -x], -1),
        ["torch.meshgrid(y[0], y[1], indexing='ij')[1]"] = (x, y, i) => meshgrid([y[0], y[1]])[1],
        // selection
        ["x.gather(2, i % 4)"] = (x, y, i) => x.gather(2, i % 4),
        ["torch.zeros(2, 3, 4).scatter_(2, i % 4, x)"] = (x, y, i) => zeros(2, 3, 4).scatter_(2, i % 4, x),
        ["torch.zeros(2, 3, 4).scatter_add_(1, i % 3, x)"] = (x, y, i) => zeros(2, 3, 4).scatter_add_(1, i % 3, x),
        ["x.index_select(1, torch.tensor([2, 0]))"] = (x, y, i) => x.index_select(1, tensor(new long[] { 2, 0 })),
        ["torch.zeros(3, 5).index_add_(0, torch.tensor([0, 2, 0, 1]), y, alpha=2)"] =
            (x, y, i) => zeros(3, 5).index_add_(0, tensor(new long[] { 0, 2, 0, 1 }), y, 2),
        ["x.masked_fill(x > 1, float('-inf'))"] = (x, y, i) => x.masked_fill(x > 1, double.NegativeInfinity),
        ["x.masked_select(x > 1)"] = (x, y, i) => x.masked_select(x > 1),
        ["x.narrow(2, 1, 2)"] = (x, y, i) => x.narrow(2, 1, 2),
        ["x.take(i[0])"] = (x, y, i) => x.take(i[0]),
        ["x.nonzero()"] = (x, y, i) => x.nonzero(),
        ["torch.bucketize(x, y[0])"] = (x, y, i) => bucketize(x, y[0]),
        ["torch.searchsorted(y[0], x)"] = (x, y, i) => searchsorted(y[0], x),
        // factories
        ["torch.arange(2, 11, 3)"] = (x, y, i) => arange(2, 11, 3),
        ["torch.arange(0, 1, 0.25)"] = (x, y, i) => arange(0, 1, 0.25),
        ["torch.linspace(0, 1, 7)"] = (x, y, i) => linspace(0, 1, 7),
        ["torch.eye(3, 4)"] = (x, y, i) => eye(3, 4),
        ["torch.full((2, 2), 7)"] = (x, y, i) => full(2, 2, 7),
        ["torch.full((2,), 0.5, dtype=torch.float64)"] = (x, y, i) => full([2], 0.5, float64),
        ["torch.full_like(i, 3)"] = (x, y, i) => full_like(i, 3),
        ["torch.zeros_like(x, dtype=torch.int32)"] = (x, y, i) => zeros_like(x, int32),
        ["x.new_ones((2, 2))"] = (x, y, i) => x.new_ones(2, 2),
        ["torch.polar(x, x).abs()"] = (x, y, i) => polar(x, x).abs(),
        ["torch.view_as_real(torch.view_as_complex(x.reshape(2, 3, 2, 2)) * 1j)"] =
            (x, y, i) => view_as_real(view_as_complex(x.reshape(2, 3, 2, 2)) * (Scalar)(0f, 1f)),
        // types
        ["x.to(torch.bfloat16)"] = (x, y, i) => x.bfloat16(),
        ["x.to(torch.int64)"] = (x, y, i) => x.@long(),
        ["x.half() * 2"] = (x, y, i) => x.half() * 2,
        ["i.to(torch.uint8) + 250"] = (x, y, i) => i.to(uint8) + 250,
    };

    public static TheoryData<string> Expressions => [.. cases.Keys];

    [Theory, MemberData(nameof(Expressions))]
    public void An_operator_equals_PyTorch(string expression)
    {
        using var scope = NewDisposeScope();
        var x = linspace(-2, 3, 24).reshape(2, 3, 4);
        var y = linspace(0.5, 4, 20).reshape(4, 5);
        var i = arange(24).reshape(2, 3, 4);
        cases[expression](x, y, i).ShouldBePython(Setup + expression);
    }

    [Fact]
    public void An_operator_in_place_returns_the_tensor_itself()
    {
        using var x = ones(3);
        x.add_(1).mul_(2).ShouldBeSameAs(x);
        x.data<float>().ToArray().ShouldBe([4f, 4, 4]);
    }

    [Fact]
    public void Numbers_promote_as_numbers_do()
    {
        (ones(1, int64) + 1.5).dtype.ShouldBe(float32);
        (ones(1, float32) + 1.5).dtype.ShouldBe(float32);
        (ones(1, bfloat16) * 1.5).dtype.ShouldBe(bfloat16);
        (ones(1, int32) + 1L).dtype.ShouldBe(int32);
        (ones(1, float32) + tensor(1.5)).dtype.ShouldBe(float32);
        (ones(1, float32) + tensor(new[] { 1.5 })).dtype.ShouldBe(float64);
    }
}
