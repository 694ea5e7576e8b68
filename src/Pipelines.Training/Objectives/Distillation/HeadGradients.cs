using Pipelines.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>Gradients of a loss that was made in chunks, with respect to hidden states, and to the head where that is trained.</summary>
/// <param name="model">whose head it is</param>
internal sealed class HeadGradients(LanguageModel model) : IDisposable
{
    private readonly Tensor[] head =
        [.. new[] { model.HeadWeight, model.HeadBias }.OfType<Tensor>().Where(tensor => tensor.requires_grad)];

    private readonly List<Tensor> hidden = [];
    private IList<Tensor>? ofHead;

    /// <summary>Adds those of the loss of a chunk.</summary>
    /// <param name="loss">a scalar</param>
    /// <param name="part">the chunk's hidden states, a leaf: [chunk, dim]</param>
    public void Add(Tensor loss, Tensor part)
    {
        var made = autograd.grad([loss], [part, .. head]);
        hidden.Add(made[0]);
        var rest = made.Skip(1).ToArray();
        if (ofHead is null)
        {
            ofHead = rest;
            return;
        }

        foreach (var (sum, one) in ofHead.Zip(rest))
        {
            sum.add_(one);
            one.Dispose();
        }
    }

    /// <summary>A scalar that is 0 and has the gradients, which the caller disposes.</summary>
    /// <param name="h">the hidden states of all chunks, [rows, dim]</param>
    public Tensor Carry(Tensor h)
    {
        using var scope = NewDisposeScope();
        var sum = (h * cat(hidden)).sum().to_type(ScalarType.Float32);
        foreach (var (weight, gradient) in head.Zip(ofHead ?? [])) sum = sum + (weight * gradient).sum();
        return (sum - sum.detach()).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var gradient in hidden.Concat(ofHead ?? [])) gradient.Dispose();
    }
}
