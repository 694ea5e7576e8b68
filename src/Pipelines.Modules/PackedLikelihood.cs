using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// What <see cref="Pipelines.Torch.Fused"/> computes with a head's weight, with one that is packed: some rows at a time, so that the
/// logits are never whole in memory. Without gradient.
/// </summary>
internal static class PackedLikelihood
{
    private const long MostLogits = 1 << 22;    // of the rows at a time

    /// <summary>The sum of −log p(target) over the targets that count: a scalar, float32.</summary>
    /// <param name="rows">hidden states, [tokens, dim]</param>
    /// <param name="head">[vocab, dim]</param>
    /// <param name="targets">[tokens], int64; −100 where none counts</param>
    /// <param name="softcap">c in c · tanh(logit / c); 0 for none</param>
    /// <param name="bias">of the logits, [vocab], or null</param>
    public static Tensor CrossEntropy(Tensor rows, PackedWeight head, Tensor targets, double softcap, Tensor? bias)
    {
        using var scope = torch.NewDisposeScope();
        return Of(rows, head, targets, softcap, bias, entropies: false).Logs.sum().neg().MoveToOuterDisposeScope();
    }

    /// <summary>log p(target) and the entropy of each place, 0 where no target counts: [tokens] each, float32.</summary>
    /// <inheritdoc cref="CrossEntropy"/>
    public static (Tensor Logs, Tensor Entropies) LogProbs(Tensor rows, PackedWeight head, Tensor targets, double softcap, Tensor? bias)
    {
        using var scope = torch.NewDisposeScope();
        var (logs, entropies) = Of(rows, head, targets, softcap, bias, entropies: true);
        return (logs.MoveToOuterDisposeScope(), entropies!.MoveToOuterDisposeScope());
    }

    private static (Tensor Logs, Tensor? Entropies) Of(
        Tensor rows, PackedWeight head, Tensor targets, double softcap, Tensor? bias, bool entropies)
    {
        using var untracked = torch.no_grad();
        var tokens = rows.shape[0];
        var logs = torch.zeros([tokens], ScalarType.Float32);
        var spread = entropies ? torch.zeros([tokens], ScalarType.Float32) : null;
        var most = Math.Max(1, MostLogits / head.Rows);
        for (long at = 0; at < tokens; at += most)
        {
            using var scope = torch.NewDisposeScope();
            var count = Math.Min(most, tokens - at);
            var logits = head.Product(rows.narrow(0, at, count), bias).to_type(ScalarType.Float32);    // [count, vocab]
            if (softcap != 0) logits = (logits / softcap).tanh() * softcap;
            var all = logits.log_softmax(1);                                                           // [count, vocab]
            var wanted = targets.narrow(0, at, count);                                                 // [count]
            var counts = wanted.ne(-100).to_type(ScalarType.Float32);                                  // [count]
            var chosen = all.gather(1, wanted.clamp_min(0).unsqueeze(1)).squeeze(1);                   // [count]
            logs.narrow(0, at, count).copy_(chosen * counts);
            spread?.narrow(0, at, count).copy_((all.exp() * all).sum(1).neg() * counts);
        }
        return (logs, spread);
    }
}
