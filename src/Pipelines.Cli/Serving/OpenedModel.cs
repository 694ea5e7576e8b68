using System.CommandLine;
using System.Globalization;
using Pipelines.Cli.Commands;
using Pipelines.Models;
using Pipelines.Modules;
using Pipelines.Runtime.Machine;
using Pipelines.Runtime.Serving;
using Pipelines.Spec;
using Pipelines.Tokenizers;

namespace Pipelines.Cli.Serving;

/// <summary>A model of a folder or a GGUF file behind an engine, for a server or a conversation.</summary>
internal sealed class OpenedModel : IAsyncDisposable
{
    private const int DraftedTokens = 4;

    private readonly List<ModelFolder> folders;

    private OpenedModel(List<ModelFolder> folders, HostedModel hosted, IReadOnlyList<string> settings) =>
        (this.folders, Hosted, Settings) = (folders, hosted, settings);

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
    /// <param name="draft">the folder or GGUF file of a smaller model that proposes tokens; null where there is none</param>
    /// <exception cref="WrongUsageException">there is no tokenizer, or a setting is wrong</exception>
    public static OpenedModel Load(
        string path, AdapterOption adapters, ParseResult result, string? device, IEnumerable<string> settings, string? draft = null)
    {
        var folders = new List<ModelFolder>();
        try
        {
            var folder = Open(path, folders);
            string[] all = [.. Sampling(folder.Sampling), .. settings];
            var spec = ServerSettingsGiven.Read(all);
            if (draft is not null) spec = spec with { Speculation = new DraftSpeculationSpec(DraftedTokens, draft) };
            var text = TextOf(folder);
            var loaded = adapters.Load(folder, result, Devices.Open(device));
            loaded.Merge();
            var hosted = HostedModel.Start(
                spec.Name ?? folder.Model.Name, folder.Model, loaded.Model, text, spec, File.GetLastWriteTimeUtc(folder.Path),
                Random.Shared.NextInt64(), draft is null ? null : Draft(Open(draft, folders), text, device),
                folder.Pooling ?? Pooling.Mean);
            return new OpenedModel(folders, hosted, all);
        }
        catch
        {
            folders.ForEach(folder => folder.Dispose());
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Hosted.DisposeAsync();
        folders.ForEach(folder => folder.Dispose());
    }

    private static ModelFolder Open(string path, List<ModelFolder> folders)
    {
        folders.Add(ModelFolder.Open(path));
        return folders[^1];
    }

    private static ModelText TextOf(ModelFolder folder) => folder.LoadText()
        ?? throw new WrongUsageException($"{folder.Path} has no {TokenizerFiles.Names}, and without one nobody can talk to the model");

    private static DraftModel Draft(ModelFolder folder, ModelText served, string? device) =>
        new(folder.Model, folder.LoadModel(Devices.Open(device)), TextOf(folder).Tokenizer, served.Tokenizer);

    /// <summary>How the model's makers sample from it.</summary>
    private static IEnumerable<string> Sampling(GenerationDefaults? defaults)
    {
        if (defaults?.Temperature is { } temperature) yield return Setting("temperature", temperature);
        if (defaults?.TopK is { } topK) yield return Setting("top_k", topK);
        if (defaults?.TopP is { } topP) yield return Setting("top_p", topP);

        static string Setting(string key, IFormattable value) => $"sampling.{key}={value.ToString(null, CultureInfo.InvariantCulture)}";
    }
}
