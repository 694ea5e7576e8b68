using System.Security.Cryptography;
using System.Text;
using Pipelines.Runtime.Data;
using Pipelines.Runtime.Fingerprints;
using Pipelines.Spec;

namespace Pipelines.Runtime.Graph;

/// <summary>
/// The fingerprints of a pipeline's stages: all that decides an artifact, and nothing else. Names of stages, models and
/// sources, the device, evaluation and checkpoint cadence and tracking do not.
/// </summary>
internal sealed class StageFingerprints(PipelineSpec spec, DataCatalog data, OwnCode code)
{
    /// <summary>Counts up when artifacts of all kinds change their form.</summary>
    private const int Format = 1;

    private readonly Dictionary<Stage, Fingerprint> known = [];

    public Fingerprint Of(Stage stage) =>
        known.TryGetValue(stage, out var fingerprint) ? fingerprint : known[stage] = Fingerprint.Of(Text(stage));

    /// <summary>From now on a stage's artifact is one that is known, whatever the stage's settings would make.</summary>
    public void Take(Stage stage, Fingerprint fingerprint) => known[stage] = fingerprint;

    /// <summary>The data sources whose content is part of a stage's fingerprint, by name.</summary>
    public IReadOnlyList<string> Sources(Stage stage) => stage.ReadsData ? stage.Data(spec) : [];

    /// <summary>What a stage reads beside data and artifacts, with a hash of what each holds.</summary>
    /// <exception cref="PipelineException">one cannot be read</exception>
    public IEnumerable<(string Kind, string Path, string Hash)> Files(Stage stage)
    {
        if (stage.Folder(spec) is { } folder) yield return ("folder", folder, ImportedFolder.Hash(data.Resolve(folder)));
        foreach (var file in stage.Files(spec)) yield return ("file", file, Hash(data.Resolve(file)));
    }

    /// <summary>The tokens of a data source under the tokenizer of a stage.</summary>
    public Fingerprint OfTokens(Stage tokenizer, string source) => Fingerprint.Of(
        $"format = {Format}\nkind = tokens\nversion = 1\ntokenizer = {Of(tokenizer)}\ncontent = {data.Content(source)}\n");

    /// <summary>All settings of a stage: its own, its model's and its data's, and which code of the project's own it runs.</summary>
    public Settings Settings(Stage stage)
    {
        var settings = new Settings();
        stage.Describe(settings, spec);
        if (stage.Model is { } model) settings.Under("model").Describe(model.Spec(spec), model.Structure);
        var sources = Sources(stage);
        for (var i = 0; i < sources.Count; i++)
            settings.Under(sources.Count == 1 ? "data" : $"data.{i}").Describe(data.Spec(sources[i]));
        settings.Under("code").Describe(code, stage, spec);
        return settings;
    }

    private string Text(Stage stage)
    {
        var text = new StringBuilder();
        text.Append($"format = {Format}\nkind = {stage.Kind}\nversion = {stage.Version}\n");
        text.Append(Settings(stage).Deciding());
        foreach (var source in Sources(stage)) text.Append($"content = {data.Content(source)}\n");
        foreach (var (kind, _, hash) in Files(stage)) text.Append($"{kind} = {hash}\n");
        foreach (var input in stage.Inputs) text.Append($"input = {Of(input)}\n");
        return text.ToString();
    }

    private static string Hash(string file)
    {
        try
        {
            return Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new PipelineException($"{file}, which a stage reads, cannot be read: {failure.Message}", failure);
        }
    }
}
