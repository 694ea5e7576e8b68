using Pipelines.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>
/// A loss of the logits of many places, a few places at a time: the logits are never whole in memory, in neither direction. Gradients with
/// respect to hidden states and head are made while a chunk's logits are there, and handed on by a scalar that has them.
/// </summary>
/// <param name="model">whose head it is</param>
/// <param name="mostLogits">numbers of logits in a chunk</param>
internal sealed class ChunkedHead(LanguageModel model, long mostLogits = 1 << 22)
{
    /// <summary>The loss over all places.</summary>
    /// <param name="h">hidden states after the final norm, [rows, dim]</param>
    /// <param name="loss">the summed loss of a chunk's logits, [chunk, vocab], float32, which begin at the given row: a scalar, float32</param>
    /// <returns>a scalar, float32, with gradient while gradients are recorded; the caller disposes it</returns>
    public Tensor Sum(Tensor h, Func<Tensor, long, Tensor> loss)
    {
        var rows = h.shape[0];
        var chunk = Math.Max(1, mostLogits / model.Shape.Vocab);
        var backward = is_grad_enabled() && h.requires_grad;
        using var gradients = new HeadGradients(model);
        var total = 0.0;
        for (var first = 0L; first < rows; first += chunk)
        {
            using var part = Part(h, first, Math.Min(chunk, rows - first), backward);
            using var logits = model.logits(part);
            using var sum = loss(logits, first);
            if (backward) gradients.Add(sum, part);
            total += sum.item<float>();
        }

        using var value = tensor((float)total, device: h.device);
        if (!backward) return value.alias();
        using var carried = gradients.Carry(h);    // 0, with the gradients
        return value + carried;
    }

    private static Tensor Part(Tensor h, long first, long count, bool backward)
    {
        using var detached = h.detach();
        var part = detached.narrow(0, first, count);
        return backward ? part.requires_grad_() : part;
    }
}
