using Pipelines.Modules;
using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>
/// How the tokens of an optimizer step were routed to experts: what is measured of it, and the balance biases that follow from it.
/// Every objective whose losses come from a model's passes keeps one.
/// </summary>
/// <param name="model">the model; without layers of experts there is nothing to note</param>
internal sealed class ExpertLoads(LanguageModel model)
{
    private readonly Dictionary<nn.Module, Tensor> loads = new(ReferenceEqualityComparer.Instance);
    private Dictionary<nn.Module, string>? names;
    private double auxiliary;
    private int losses;

    /// <summary>
    /// Adds what routing costs to a loss made of <see cref="LanguageModel.hidden"/> or <see cref="LanguageModel.log_probs"/>, and notes
    /// how tokens were routed.
    /// </summary>
    /// <param name="loss">the loss, summed over its terms, a scalar; taken</param>
    /// <param name="terms">how many terms</param>
    /// <returns>the loss with what is added, which the caller disposes</returns>
    public Tensor Charge(Tensor loss, long terms)
    {
        if (model.training && model.TakeAuxiliaryLoss() is { } auxiliary)
        {
            using var added = (auxiliary * terms).Freeing(auxiliary);
            loss = (loss + added).Freeing(loss);
        }
        Note();
        return loss;
    }

    /// <summary>Notes the routing of the pass that was made last. Passes outside of training have none.</summary>
    public void Note()
    {
        if (!model.training || model.Routing is not { } routing) return;
        using var untracked = no_grad();
        foreach (var load in routing.Loads)
            if (loads.TryGetValue(load.Layer, out var sum)) sum.add_(load.Tokens);
            else loads[load.Layer] = load.Tokens.clone().DetachFromDisposeScope();
        auxiliary += routing.AuxiliaryLoss;
        losses++;
    }

    /// <summary>Balances the layers that have biases for it, unless they are frozen, and begins anew.</summary>
    /// <returns>
    /// since the step before, for each layer: the tokens of each expert, <c>moe/layers.3/expert.5</c>, and how much the busiest had of
    /// the mean, <c>moe/layers.3/max_load</c>; and the mean of what routing added to the loss, <c>moe/auxiliary_loss</c>
    /// </returns>
    public IReadOnlyDictionary<string, double> Step()
    {
        var measures = new Dictionary<string, double>();
        foreach (var (layer, load) in loads)
        {
            if (layer is Moe { BalanceRate: > 0 } moe && moe.router.weight.requires_grad) moe.Balance(load);
            using var host = load.cpu();
            var tokens = host.data<float>().ToArray();
            for (var expert = 0; expert < tokens.Length; expert++) measures[$"moe/{NameOf(layer)}/expert.{expert}"] = tokens[expert];
            measures[$"moe/{NameOf(layer)}/max_load"] = tokens.Max() / tokens.Average();
            load.Dispose();
        }
        if (loads.Count > 0) measures["moe/auxiliary_loss"] = auxiliary / losses;
        loads.Clear();
        (auxiliary, losses) = (0, 0);
        return measures;
    }

    /// <summary>Its block's place: <c>layers.3</c> for <c>model.layers.3.mlp</c>.</summary>
    private string NameOf(nn.Module layer)
    {
        names ??= model.named_modules().ToDictionary(named => named.module, named => named.name);
        var steps = names[layer].Split('.');
        return string.Join('.', steps.Length > 2 ? steps[1..^1] : steps);
    }
}
