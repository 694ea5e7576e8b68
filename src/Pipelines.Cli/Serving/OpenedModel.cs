using System.CommandLine;
using System.Globalization;
using Pipelines.Cli.Commands;
using Pipelines.Models;
using Pipelines.Runtime.Machine;
using Pipelines.Runtime.Serving;
using Pipelines.Spec;

namespace Pipelines.Cli.Serving;

/// <summary>A model of a folder or a GGUF file behind an engine, for a server or a conversation.</summary>
internal sealed class OpenedModel : IAsyncDisposable
{
    private readonly ModelFolder folder;

    private OpenedModel(ModelFolder folder, HostedModel hosted, IReadOnlyList<string> settings) =>
        (this.folder, Hosted, Settings) = (folder, hosted, settings);

    /// <summary>The model and its engine.</summary>
    public HostedModel Hosted { get; }

    /// <summary>All settings that are not a file's defaults, those of the model's makers first.</summary>
    public IReadOnlyList<string> Settings { get; }

    /// <summary>Loads a model with its adapters.</summary>
    /// <param name="path">a folder or a GGUF file</param>
    /// <param name="adapters">of the command line</param>
    /// <param name="result">the command line</param>
    /// <param name="device">where it computes; the best there is when null</param>
    /// <param name="settings">settings of the server, which go before what the model's makers say of sampling</param>
    /// <exception cref="WrongUsageException">there is no tokenizer, or a setting is wrong</exception>
    public static OpenedModel Load(string path, AdapterOption adapters, ParseResult result, string? device, IEnumerable<string> settings)
    {
        var folder = ModelFolder.Open(path);
        try
        {
            string[] all = [.. Sampling(folder.Sampling), .. settings];
            var spec = ServerOptionSet.Read(all);
            var text = folder.LoadText()
                ?? throw new WrongUsageException($"{path} has no tokenizer.json, and without one nobody can talk to the model");
            var loaded = adapters.Load(folder, result, Devices.Open(device));
            loaded.Merge();
            var hosted = HostedModel.Start(
                spec.Name ?? folder.Model.Name, folder.Model, loaded.Model, text, spec, File.GetLastWriteTimeUtc(folder.Path), Random.Shared.NextInt64());
            return new OpenedModel(folder, hosted, all);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Hosted.DisposeAsync();
        folder.Dispose();
    }

    /// <summary>How the model's makers sample from it.</summary>
    private static IEnumerable<string> Sampling(GenerationDefaults? defaults)
    {
        if (defaults?.Temperature is { } temperature) yield return Setting("temperature", temperature);
        if (defaults?.TopK is { } topK) yield return Setting("top_k", topK);
        if (defaults?.TopP is { } topP) yield return Setting("top_p", topP);

        static string Setting(string key, IFormattable value) => $"sampling.{key}={value.ToString(null, CultureInfo.InvariantCulture)}";
    }
}
