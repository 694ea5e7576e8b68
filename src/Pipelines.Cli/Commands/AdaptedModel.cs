using Pipelines.Models;
using Pipelines.Modules;

namespace Pipelines.Cli.Commands;

/// <summary>A model and the adapters beside it, which end together.</summary>
/// <param name="model">becomes this one's</param>
internal sealed class AdaptedModel(LanguageModel model) : IDisposable
{
    private readonly List<AdapterSet> adapters = [];

    /// <summary>The model.</summary>
    public LanguageModel Model => model;

    /// <summary>Puts the adapter of a folder beside it.</summary>
    /// <exception cref="WrongUsageException">it is that of another model</exception>
    public void Attach(string folder)
    {
        try
        {
            adapters.Add(PeftFolder.Attach(model, folder, $"adapter {adapters.Count + 1}"));
            model.eval();
        }
        catch (AdapterTargetException other)
        {
            throw new WrongUsageException($"--adapter: {folder} is not of this model: {other.Message}");
        }
    }

    /// <summary>Makes the adapters part of the weights, in the order in which they came.</summary>
    public void Merge()
    {
        foreach (var adapter in adapters) adapter.Merge();
        adapters.Clear();
    }

    public void Dispose()
    {
        foreach (var adapter in adapters) adapter.Dispose();
        model.Dispose();
    }
}
