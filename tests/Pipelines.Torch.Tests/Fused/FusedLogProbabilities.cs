using TorchSharp;
using static Pipelines.Torch.Tests.Agreement;
using static TorchSharp.torch;

namespace Pipelines.Torch.Tests;

/// <summary>log p(target) under a head, against a formula in float64.</summary>
public sealed class FusedLogProbabilities
{
    public static TheoryData<ScalarType> Types => [ScalarType.Float32, ScalarType.BFloat16];

    [Theory, MemberData(nameof(Types))]
    public void They_are_the_log_softmax_at_the_target_whatever_bends_the_logits(ScalarType type)
    {
        manual_seed(1);
        foreach (var (rows, dim, vocab) in new[] { (1, 2, 1), (7, 16, 10), (49, 33, 65), (257, 64, 1000), (1100, 32, 8193) })
            foreach (var (softcap, biased) in new[] { (0, false), (0, true), (3.0, false), (2.0, true) })
            {
                using var scope = NewDisposeScope();
                var targets = Targets(rows, vocab);
                Tensor[] inputs = [Normal(type, rows, dim), Normal(ScalarType.Float32, vocab, dim), Normal(ScalarType.Float32, vocab)];
                Check(type, biased ? inputs : inputs[..2],
                    t => [Fused.linear_log_prob(t[0], t[1], targets, softcap, biased ? t[2] : null).logp],
                    t => [Formula(t[0], t[1], targets, softcap, biased ? t[2] : null).Logs]);
            }
    }

    [Theory, MemberData(nameof(Types))]
    public void The_entropy_is_that_of_the_distribution_and_has_no_gradient(ScalarType type)
    {
        manual_seed(2);
        foreach (var (softcap, biased) in new[] { (0, false), (0, true), (3.0, false), (2.0, true) })
        {
            using var scope = NewDisposeScope();
            var (h, weight, bias) = (Normal(type, 130, 33), Normal(ScalarType.Float32, 301, 33), Normal(ScalarType.Float32, 301));
            var targets = Targets(130, 301);
            var (_, entropy) = Fused.linear_log_prob(h, weight, targets, softcap, biased ? bias : null);
            var expected = Formula(
                h.to(ScalarType.Float64), weight.to(ScalarType.Float64), targets, softcap, biased ? bias.to(ScalarType.Float64) : null);

            entropy.requires_grad.ShouldBeFalse();
            Near(entropy, expected.Entropies, type, "entropy");
        }
    }

    [Theory, MemberData(nameof(Types))]
    public void Kernel_and_plain_operations_agree(ScalarType type)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var targets = Targets(60, 77);
        Tensor[] inputs = [Normal(type, 60, 12), Normal(ScalarType.Float32, 77, 12), Normal(ScalarType.Float32, 77)];
        var copies = inputs.Select(t => t.detach().clone().requires_grad_()).ToArray();
        var weights = randn(60);
        var (ours, entropy) = Fused.linear_log_prob(inputs[0], inputs[1], targets, 2, inputs[2]);
        var (plain, plainEntropy) = PlainOperations.linear_log_prob(copies[0], copies[1], targets, 2, copies[2]);
        (ours * weights).sum().backward();
        (plain * weights).sum().backward();

        Near(ours, plain, type, "log-probabilities");
        Near(entropy, plainEntropy, type, "entropies");
        for (var i = 0; i < inputs.Length; i++) Near(inputs[i].grad!, copies[i].grad!, type, $"gradient {i}");
    }

    [Theory, MemberData(nameof(Types))]
    public void Only_what_asks_for_a_gradient_gets_one_and_it_is_the_same(ScalarType type)
    {
        manual_seed(4);
        using var scope = NewDisposeScope();
        var targets = Targets(100, 65);
        Tensor[] values = [randn(100, 16).to(type), randn(65, 16), randn(65)];
        var whole = Gradients(0b111);
        for (var asked = 1; asked < 7; asked++)
        {
            var some = Gradients(asked);
            for (var i = 0; i < values.Length; i++)
                if ((asked >> i & 1) == 0) some[i].ShouldBeNull();
                else some[i]!.Equals(whole[i]!).ShouldBeTrue($"gradient {i} of {asked:b}");
        }

        Tensor?[] Gradients(int asked)
        {
            var inputs = values.Select((value, i) => value.detach().clone().requires_grad_((asked >> i & 1) != 0)).ToArray();
            Fused.linear_log_prob(inputs[0], inputs[1], targets, 2, inputs[2]).logp.sum().backward();
            return [.. inputs.Select(input => input.grad)];
        }
    }

    [Fact]
    public void Huge_and_tiny_logits_stay_finite()
    {
        foreach (var scale in new[] { 1e3f, -1e3f })
        {
            using var scope = NewDisposeScope();
            var (h, weight) = (full(3, 1, scale).requires_grad_(), tensor(new float[] { 1, 2, 3 }).reshape(3, 1).requires_grad_());
            var targets = tensor(new long[] { 0, 1, 2 });
            Check(ScalarType.Float32, [h, weight], t => [Fused.linear_log_prob(t[0], t[1], targets).logp],
                t => [Formula(t[0], t[1], targets, 0, null).Logs]);
            var entropy = Fused.linear_log_prob(h, weight, targets).entropy;
            Near(entropy, Formula(h, weight, targets, 0, null).Entropies, ScalarType.Float32, "entropy");
        }
    }

    private static Tensor Targets(int rows, int vocab)
    {
        var targets = randint(0, vocab, [rows], ScalarType.Int64);
        targets[TensorIndex.Slice(1, null, 5)] = -100;
        return targets;
    }

    private static (Tensor Logs, Tensor Entropies) Formula(Tensor h, Tensor weight, Tensor targets, double softcap, Tensor? bias)
    {
        var logits = h.matmul(weight.t());
        if (bias is not null) logits += bias;
        if (softcap > 0) logits = (logits / softcap).tanh() * softcap;
        var logs = logits - logits.logsumexp(-1, keepdim: true);
        var counts = targets.ge(0).to(logs.dtype);
        var wanted = targets.clamp(0, weight.size(0) - 1).unsqueeze(1);
        return (logs.gather(1, wanted).squeeze(1) * counts, -(logs.exp() * logs).sum(-1) * counts);
    }
}
