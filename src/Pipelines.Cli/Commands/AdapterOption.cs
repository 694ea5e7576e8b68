using System.CommandLine;
using Pipelines.Models;
using static TorchSharp.torch;

namespace Pipelines.Cli.Commands;

/// <summary><c>--adapter</c>: folders with adapters as PEFT keeps them, which stand beside a model together.</summary>
internal sealed class AdapterOption
{
    private readonly Option<string[]> option = new("--adapter")
    {
        Description = "A folder with an adapter of the model as PEFT keeps it (may be repeated: what they add is summed)",
        HelpName = "folder",
    };

    /// <summary>Adds it to a command.</summary>
    public void AddTo(Command command) => command.Options.Add(option);

    /// <summary>The model of a folder with the adapters beside it, ready to predict.</summary>
    /// <param name="folder">the model's; stays open for as long as the model is used</param>
    /// <param name="result">what the command line says</param>
    /// <param name="device">where the model computes; the CPU when null</param>
    /// <param name="whole">whether all weights are in full precision, which adapters need anyhow</param>
    /// <exception cref="WrongUsageException">a folder holds no adapter, or the adapter of another model</exception>
    public AdaptedModel Load(ModelFolder folder, ParseResult result, Device? device = null, bool whole = false)
    {
        var adapters = result.GetValue(option) ?? [];
        if (adapters.FirstOrDefault(adapter => !PeftFolder.Is(adapter)) is { } other)
            throw new WrongUsageException($"--adapter: {other} holds no adapter_config.json, as PEFT writes it");
        var loaded = new AdaptedModel(folder.LoadModel(device, whole || adapters.Length > 0));
        try
        {
            foreach (var adapter in adapters) loaded.Attach(adapter);
            return loaded;
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }
}
