using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>What layers of experts say about one pass: how many tokens each expert got, and what the routing costs.</summary>
public sealed class RoutingLog : IDisposable
{
    private readonly List<LayerLoad> loads = [];
    private Tensor? auxiliary, taken;

    /// <summary>The layers that routed tokens, the lowest first.</summary>
    public IReadOnlyList<LayerLoad> Loads => loads;

    /// <summary>Whether no layer has said anything.</summary>
    public bool IsEmpty => loads.Count == 0;

    /// <summary>What the routing added to the mean loss; 0 before the loss is made.</summary>
    public double AuxiliaryLoss => taken?.item<float>() ?? 0;

    /// <summary>Notes what a layer did.</summary>
    /// <param name="layer">the layer</param>
    /// <param name="load">tokens that each expert got, [experts], without gradient; taken</param>
    /// <param name="auxiliaryLoss">what is added to the mean loss for the layer's routing, a scalar; taken; null for nothing</param>
    public void Add(nn.Module layer, Tensor load, Tensor? auxiliaryLoss = null)
    {
        loads.Add(new LayerLoad(layer, load.DetachFromDisposeScope()));
        if (auxiliaryLoss is null) return;
        var sum = auxiliary is null ? auxiliaryLoss : (auxiliary + auxiliaryLoss).Freeing(auxiliary, auxiliaryLoss);
        auxiliary = sum.DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var load in loads) load.Tokens.Dispose();
        loads.Clear();
        auxiliary?.Dispose();
        taken?.Dispose();
        auxiliary = taken = null;
    }

    /// <summary>The sum of the auxiliary losses, which the caller disposes; null when there is none.</summary>
    internal Tensor? TakeAuxiliaryLoss()
    {
        var sum = auxiliary;
        auxiliary = null;
        taken = sum?.detach().DetachFromDisposeScope();
        return sum;
    }
}
