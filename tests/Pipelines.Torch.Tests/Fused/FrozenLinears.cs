using TorchSharp;
using static Pipelines.Torch.Tests.Agreement;
using static TorchSharp.torch;

namespace Pipelines.Torch.Tests;

/// <summary>Linear layers that do not learn, with what learns beside them.</summary>
public sealed class FrozenLinears
{
    public static TheoryData<ScalarType, int, int, int> Shapes => new()
    {
        { ScalarType.Float32, 12, 20, 3 },
        { ScalarType.BFloat16, 12, 20, 8 },
        { ScalarType.BFloat16, 13, 21, 3 },      // odd everywhere
        { ScalarType.BFloat16, 200, 130, 17 },   // more than one panel, and more than eight of a rank
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Low_rank_parts_have_the_formulas_values_and_gradients(ScalarType type, int inputs, int outputs, int rank)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var (weight, bias) = (randn(outputs, inputs) * 0.2, randn(outputs));
        Check(type, Inputs(type, inputs, outputs, rank),
            t => [Fused.lora_linear(t[0], weight, bias, t[1], t[2], 0.5)],
            t => [Formula(t, weight, bias)]);
        Check(type, Inputs(type, inputs, outputs, rank),
            t => [Fused.lora_linear(t[0], weight.t().contiguous().t(), null, t[1], t[2], 0.5)],
            t => [Formula(t, weight, null)]);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Weights_in_NF4_are_what_they_decode_to(ScalarType type, int inputs, int outputs, int rank)
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        var bias = randn(outputs);
        using var nf4 = Nf4Weight.Quantize(randn(outputs, inputs) * 0.2);
        var weight = nf4.Decode();
        Check(type, Inputs(type, inputs, outputs, rank),
            t => [Fused.nf4_linear(t[0], nf4, bias, t[1], t[2], 0.5)], t => [Formula(t, weight, bias)]);
        Check(type, [Inputs(type, inputs, outputs, rank)[0]],
            t => [Fused.nf4_linear(t[0], nf4, bias)], t => [functional_linear(t[0], weight, bias)]);
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void Kernels_and_plain_operations_agree(ScalarType type)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var (weight, bias) = (randn(20, 12) * 0.2, randn(20));
        using var nf4 = Nf4Weight.Quantize(weight);
        var inputs = Inputs(type, 12, 20, 4);
        var copies = inputs.Select(t => t.detach().clone().requires_grad_()).ToArray();
        var ours = Fused.lora_linear(inputs[0], weight, bias, inputs[1], inputs[2], 2) +
            Fused.nf4_linear(inputs[0], nf4, bias, inputs[1], inputs[2], 2);
        var plain = PlainOperations.lora_linear(copies[0], weight, bias, copies[1], copies[2], 2) +
            PlainOperations.nf4_linear(copies[0], nf4, bias, copies[1], copies[2], 2);
        ours.dtype.ShouldBe(plain.dtype);
        Near(ours, plain, type, "result");
        ours.sum().backward();
        plain.sum().backward();
        for (var i = 0; i < 3; i++) Near(inputs[i].grad!, copies[i].grad!, type, $"gradient {i}");
    }

    [Fact]
    public void A_matrix_of_several_strips_is_multiplied_whole()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        using var nf4 = Nf4Weight.Quantize(randn(200, 40_000) * 0.01);      // strips of 64 rows in bfloat16, of 26 in float32
        var weight = nf4.Decode();
        foreach (var type in new[] { ScalarType.Float32, ScalarType.BFloat16 })
            Check(type, [(randn(2, 40_000) * 0.1).to(type).detach().requires_grad_()],
                t => [Fused.nf4_linear(t[0], nf4, null)], t => [functional_linear(t[0], weight, null)]);
    }

    [Fact]
    public void A_weight_that_learns_is_refused()
    {
        using var scope = NewDisposeScope();
        var inputs = Inputs(ScalarType.Float32, 4, 6, 2);
        Should.Throw<System.Runtime.InteropServices.ExternalException>(
            () => Fused.lora_linear(inputs[0], randn(6, 4).requires_grad_(), null, inputs[1], inputs[2], 1)).Message
            .ShouldContain("lora_linear: the weight [6, 4] must be a matrix without gradient");
    }

    [Fact]
    public void Weights_of_other_kernels_that_do_not_learn_get_no_gradient()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        foreach (var type in new[] { ScalarType.Float32, ScalarType.BFloat16 })
        {
            var (gain, head, targets) = (rand(16), randn(40, 16), randint(0, 40, [9], ScalarType.Int64));
            var (x, branch) = (Normal(type, 9, 16), Normal(type, 9, 16));
            var (sameX, sameBranch) = (x.detach().clone().requires_grad_(), branch.detach().clone().requires_grad_());
            Loss(x, branch, gain, head).backward();
            var (learningGain, learningHead) = (gain.clone().requires_grad_(), head.clone().requires_grad_());
            Loss(sameX, sameBranch, learningGain, learningHead).backward();
            gain.grad.ShouldBeNull();
            head.grad.ShouldBeNull();
            learningGain.grad.ShouldNotBeNull();
            learningHead.grad.ShouldNotBeNull();
            x.grad!.equal(sameX.grad!).all().item<bool>().ShouldBeTrue();
            branch.grad!.equal(sameBranch.grad!).all().item<bool>().ShouldBeTrue();

            Tensor Loss(Tensor a, Tensor b, Tensor g, Tensor h)
            {
                var (sum, normed) = Fused.add_rms_norm(a, b, g, 1e-5);
                return Fused.linear_cross_entropy(Fused.rms_norm(sum, g, 1e-5) + normed, h, targets);
            }
        }
    }

    private static Tensor[] Inputs(ScalarType type, int inputs, int outputs, int rank) =>
    [
        Normal(type, 3, 50, inputs),
        (randn(rank, inputs) * 0.3).detach().requires_grad_(),
        (randn(outputs, rank) * 0.3).detach().requires_grad_(),
    ];

    private static Tensor Formula(Tensor[] t, Tensor weight, Tensor? bias) =>
        functional_linear(t[0], weight, bias) + matmul(matmul(t[0], t[1].t()), t[2].t()) * 0.5;

    private static Tensor functional_linear(Tensor x, Tensor weight, Tensor? bias) =>
        nn.functional.linear(x, weight.to(x.dtype), bias?.to(x.dtype));
}
