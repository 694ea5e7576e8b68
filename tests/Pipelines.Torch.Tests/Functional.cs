using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Pipelines.Torch.Tests;

/// <summary>Layers and losses beside PyTorch's, value and gradient.</summary>
public sealed class Functional
{
    private const string Setup =
        "x = torch.linspace(-2, 3, 24).reshape(2, 3, 4).requires_grad_(); t = torch.tensor([[0, 2, 1, 1], [2, 2, -100, 0]])\n" +
        "w = torch.linspace(-1, 1, 20).reshape(5, 4); p = x.softmax(1).detach().roll(1, 1)\n" +
        "def attention(q, k, v, mask):\n    return (q @ k.transpose(-2, -1) / q.shape[-1] ** 0.5 + mask).softmax(-1) @ v\n" +
        "unseen = float('-inf')\n";

    private static readonly Dictionary<string, Func<Inputs, Tensor>> cases = new()
    {
        ["F.linear(x, w)"] = s => F.linear(s.X, s.W),
        ["F.linear(x, w, w[:, 0])"] = s => F.linear(s.X, s.W, s.W[.., 0]),
        ["F.layer_norm(x, (4,), w[0], w[1])"] = s => F.layer_norm(s.X, [4], s.W[0], s.W[1]),
        ["F.layer_norm(x, (3, 4), eps=0.1)"] = s => F.layer_norm(s.X, [3, 4], eps: 0.1),
        ["F.normalize(x, dim=2)"] = s => F.normalize(s.X, dim: 2),
        ["F.group_norm(x, 3)"] = s => F.group_norm(s.X, 3),
        ["F.conv1d(x, w[:3, :3].reshape(3, 3, 1).repeat(1, 1, 3), padding=1)"] =
            s => F.conv1d(s.X, s.W[..3, ..3].reshape(3, 3, 1).repeat(1, 1, 3), padding: 1),
        ["F.conv2d(x[None], w[:4, :2].reshape(4, 2, 1, 1)[:, :, :, :], stride=2)"] =
            s => F.conv2d(s.X[TensorIndex.None], s.W[..4, ..2].reshape(4, 2, 1, 1), strides: [2, 2]),
        ["F.pad(x, (1, 2, 0, 1), value=7)"] = s => F.pad(s.X, [1, 2, 0, 1], value: 7),
        ["F.pad(x, (1, 2), mode='reflect')"] = s => F.pad(s.X, (1, 2), PaddingModes.Reflect),
        ["F.one_hot(t.clamp(0), 4)"] = s => F.one_hot(s.T.clamp_min(0), 4),
        ["F.cross_entropy(x, t)"] = s => F.cross_entropy(s.X, s.T),
        ["F.cross_entropy(x, t.clamp(0), reduction='sum', ignore_index=2, label_smoothing=0.1)"] =
            s => F.cross_entropy(s.X, s.T.clamp_min(0), ignore_index: 2, reduction: nn.Reduction.Sum, label_smoothing: 0.1),
        ["F.cross_entropy(x, t, reduction='none')"] = s => F.cross_entropy(s.X, s.T, reduction: nn.Reduction.None),
        ["F.cross_entropy(x, p)"] = s => F.cross_entropy(s.X, s.P),
        ["F.nll_loss(x.log_softmax(1), t)"] = s => F.nll_loss(s.X.log_softmax(1), s.T),
        ["F.mse_loss(x, p)"] = s => F.mse_loss(s.X, s.P),
        ["F.l1_loss(x, p, reduction='sum')"] = s => F.l1_loss(s.X, s.P, nn.Reduction.Sum),
        ["F.smooth_l1_loss(x, p, beta=0.5)"] = s => F.smooth_l1_loss(s.X, s.P, beta: 0.5),
        ["F.huber_loss(x, p, delta=0.5)"] = s => F.huber_loss(s.X, s.P, 0.5),
        ["F.binary_cross_entropy_with_logits(x, p)"] = s => F.binary_cross_entropy_with_logits(s.X, s.P),
        ["F.binary_cross_entropy(x.sigmoid(), p)"] = s => F.binary_cross_entropy(s.X.sigmoid(), s.P),
        ["F.kl_div(x.log_softmax(1), p.log(), log_target=True)"] = s => F.kl_div(s.X.log_softmax(1), s.P.log()),
        ["F.kl_div(x.log_softmax(1), p, reduction='sum')"] =
            s => F.kl_div(s.X.log_softmax(1), s.P, log_target: false, nn.Reduction.Sum),
        ["attention(x, p, x * 2, 0)"] = s => F.scaled_dot_product_attention(s.X, s.P, s.X * 2),
        ["attention(x, p, x, torch.full((3, 3), unseen).triu(1))"] =
            s => F.scaled_dot_product_attention(s.X, s.P, s.X, is_casual: true),
        ["attention(x, p, x, torch.tensor([0, unseen, 0]))"] =
            s => F.scaled_dot_product_attention(s.X, s.P, s.X, tensor(new[,] { { true, false, true } }).expand(3, 3)),
        ["attention(x, p, x, p[0, :, :3])"] =
            s => F.scaled_dot_product_attention(s.X, s.P, s.X, s.P[0][.., ..3]),
    };

    public static TheoryData<string> Expressions => [.. cases.Keys];

    [Theory, MemberData(nameof(Expressions))]
    public void Value_and_gradient_equal_PyTorch(string expression)
    {
        using var scope = NewDisposeScope();
        var inputs = new Inputs();
        var value = cases[expression](inputs);
        value.ShouldBePython($"{Setup}result = {expression}", 2e-6);
        if (!value.requires_grad) return;
        var seed = linspace(1, 2, value.numel()).view(value.shape);
        value.backward([seed]);
        inputs.X.grad!.ShouldBePython(
            $"{Setup}v = {expression}\nv.backward(torch.linspace(1, 2, v.numel()).view(v.shape))\nresult = x.grad", 5e-6);
    }

    [Fact]
    public void Layers_compute_what_their_functions_do()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var x = randn(2, 4, 6);
        var linear = nn.Linear(6, 5);
        linear.call(x).Equals(F.linear(x, linear.weight, linear.bias)).ShouldBeTrue();
        var norm = nn.LayerNorm(6, bias: false);
        norm.call(x).allclose(F.layer_norm(x, [6])).ShouldBeTrue();
        norm.bias.ShouldBeNull();
        var same = nn.Conv1d(4, 3, 3, Padding.Same);
        same.call(x).shape.ShouldBe([2, 3, 6]);
        same.call(x).allclose(F.conv1d(x, same.weight, same.bias, padding: 1)).ShouldBeTrue();
        var image = nn.Conv2d(2, 3, (1, 3), padding: (0, 1));
        image.call(x).shape.ShouldBe([3, 4, 6]);
        var embedding = nn.Embedding_from_pretrained(x[0]);
        embedding.weight!.requires_grad.ShouldBeFalse();
        embedding.call(tensor(new long[] { 2, 0 })).Equals(x[0][TensorIndex.Tensor(tensor(new long[] { 2, 0 }))]).ShouldBeTrue();
        nn.GELU(GELU.Approximate.tanh).call(x).Equals(F.gelu(x, GELU.Approximate.tanh)).ShouldBeTrue();
        nn.CrossEntropyLoss().call(x[0], tensor(new long[] { 1, 2, 3, 4 })).ndim.ShouldBe(0);
    }

    [Fact]
    public void A_mask_and_causality_exclude_each_other()
    {
        using var x = ones(1, 2, 2);
        Should.Throw<ArgumentException>(() => F.scaled_dot_product_attention(x, x, x, x, is_casual: true));
    }

    private sealed class Inputs
    {
        public readonly Tensor X = linspace(-2, 3, 24).reshape(2, 3, 4).requires_grad_();
        public readonly Tensor T = tensor(new long[,] { { 0, 2, 1, 1 }, { 2, 2, -100, 0 } });
        public readonly Tensor W = linspace(-1, 1, 20).reshape(5, 4);
        public readonly Tensor P;

        public Inputs() => P = X.softmax(1).detach().roll(1, 1);
    }
}
