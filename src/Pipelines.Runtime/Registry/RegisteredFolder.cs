using Pipelines.Models;
using Pipelines.Runtime.Artifacts;
using Pipelines.Tracking;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Runtime.Registry;

/// <summary>Where the model of a registered version lies.</summary>
public static class RegisteredFolder
{
    private const string AdapterFile = "adapter_config.json", HuggingFaceFile = "config.json";

    /// <summary>The model that a name means in a project.</summary>
    /// <param name="project">the project's folder</param>
    /// <param name="uri">such as <c>models:/assistant@champion</c></param>
    /// <returns>a folder or a GGUF file that <see cref="ModelFolder.Open"/> takes</returns>
    /// <exception cref="PipelineException">its files are not there, or are not one model</exception>
    /// <exception cref="TrackingException">the name means nothing: the message says what there is</exception>
    public static string Find(string project, string uri)
    {
        var parsed = ModelUri.Parse(uri);
        var workspace = new Workspace(project);
        if (!File.Exists(workspace.Runs))
            throw new PipelineException(
                $"{uri} is looked for in {Workspace.Display(workspace.Runs)}, which is not there: is this a project's folder?");
        using var store = new SqliteTrackingStore(workspace.Runs);
        return Find(workspace, store.Registry.Resolve(parsed));
    }

    /// <summary>The model of a version.</summary>
    /// <param name="workspace">the project</param>
    /// <param name="version">the version</param>
    /// <exception cref="PipelineException">its files are not there, or are not one model</exception>
    internal static string Find(Workspace workspace, ModelVersion version)
    {
        var folder = Path.Combine(workspace.Artifacts, version.Artifact);
        if (!Directory.Exists(folder))
            throw new PipelineException($"what {version.Title} points to is not in {Workspace.Display(workspace.Artifacts)} any more");
        if (File.Exists(Path.Combine(folder, AdapterFile)))
            throw new PipelineException(
                $"{version.Title} is an adapter beside the weights of another model: merge it (kind: merge), and register that");
        if (IsModel(folder)) return folder;
        string[] forms = [.. Directory.EnumerateFiles(folder, "*.gguf"), .. Directory.EnumerateDirectories(folder).Where(IsModel)];
        return forms.Length switch
        {
            1 => forms[0],
            0 => throw new PipelineException($"{Workspace.Display(folder)}, which {version.Title} points to, holds no model"),
            _ => throw new PipelineException(
                $"{version.Title} is of several types ({string.Join(", ", forms.Order().Select(Path.GetFileName))}): "
                + $"name one of them in {Workspace.Display(folder)}"),
        };
    }

    /// <summary>Whether an artifact is a model or an adapter of one, in any form.</summary>
    internal static bool HoldsModel(ArtifactManifest artifact) => artifact.Files.Any(file =>
        Path.GetFileName(file.Name) is ModelFolder.YamlFile or HuggingFaceFile or AdapterFile
        || file.Name.EndsWith(".gguf", StringComparison.Ordinal));

    private static bool IsModel(string folder) =>
        File.Exists(Path.Combine(folder, ModelFolder.YamlFile)) || File.Exists(Path.Combine(folder, HuggingFaceFile));
}
