using System.Runtime.CompilerServices;
using Parameter = TorchSharp.Modules.Parameter;

namespace Pipelines.Modules;

/// <summary>The weights of a model that adapters stand beside: frozen from the first adapter to the last.</summary>
internal sealed class FrozenBase
{
    private static readonly ConditionalWeakTable<LanguageModel, FrozenBase> Bases = [];

    private readonly LanguageModel model;
    private readonly List<AdapterSet> sets = [];
    private readonly List<Parameter> thawed = [];

    private FrozenBase(LanguageModel model) => this.model = model;

    /// <summary>The one of this model.</summary>
    public static FrozenBase Of(LanguageModel model) => Bases.GetValue(model, key => new FrozenBase(key));

    /// <summary>What stands beside the weights now, the earliest first.</summary>
    public IReadOnlyList<AdapterSet> Sets => sets;

    /// <summary>Takes one more adapter; the first freezes the weights.</summary>
    public void Add(AdapterSet set)
    {
        if (sets.Count == 0)
            foreach (var parameter in model.parameters().Where(parameter => parameter.requires_grad))
            {
                parameter.requires_grad_(false);
                thawed.Add(parameter);
            }
        sets.Add(set);
    }

    /// <summary>Lets an adapter go; after the last one the weights learn again, those that did before.</summary>
    public void Remove(AdapterSet set)
    {
        if (!sets.Remove(set) || sets.Count > 0) return;
        foreach (var parameter in thawed)
            if (!parameter.IsInvalid) parameter.requires_grad_();
        thawed.Clear();
    }
}
