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

    /// <summary>Whether a weight learns when no adapter stands beside it.</summary>
    public bool Learns(Parameter parameter) => parameter.requires_grad || thawed.Any(other => ReferenceEquals(other, parameter));

    /// <summary>Takes one more adapter; the first freezes the weights.</summary>
    public void Add(AdapterSet set)
    {
        sets.Add(set);
        Freeze();
    }

    /// <summary>Freezes what has come to learn while adapters stand beside it.</summary>
    public void Freeze()
    {
        foreach (var parameter in model.parameters().Where(parameter => parameter.requires_grad))
        {
            parameter.requires_grad_(false);
            thawed.Add(parameter);
        }
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
