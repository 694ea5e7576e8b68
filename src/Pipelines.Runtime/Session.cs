using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Data;
using Pipelines.Runtime.Graph;
using Pipelines.Spec;

namespace Pipelines.Runtime;

/// <summary>A pipeline with its file read and the command line's settings applied: all that every command starts from.</summary>
internal sealed class Session : IDisposable
{
    private Session(Pipeline pipeline, ReadResult read, Workspace workspace, IReadOnlyList<string> overrides)
    {
        Pipeline = pipeline;
        Spec = read.Spec!;
        Yaml = read.Canonical;
        Warnings = read.Diagnostics;
        Workspace = workspace;
        Overrides = overrides;
        Store = new ArtifactStore(workspace.Artifacts);
        Held = new HeldArtifacts(Store);
        Data = new DataCatalog(Spec, Path.GetDirectoryName(Path.Combine(workspace.Project, pipeline.SourcePath))!);
        Fingerprints = new StageFingerprints(Spec, Data);
        Artifacts = new StageArtifacts(Spec, Store, Fingerprints);
    }

    public Pipeline Pipeline { get; }

    /// <summary>The pipeline, settings of the command line included.</summary>
    public PipelineSpec Spec { get; }

    /// <summary>The same as a file.</summary>
    public string Yaml { get; }

    public IReadOnlyList<SpecDiagnostic> Warnings { get; }

    public Workspace Workspace { get; }

    /// <summary>The settings of the command line: <c>models.docs-lm.dim=256</c>.</summary>
    public IReadOnlyList<string> Overrides { get; }

    public ArtifactStore Store { get; }

    /// <summary>Artifacts that nobody else removes until the session is disposed.</summary>
    public HeldArtifacts Held { get; }

    public DataCatalog Data { get; }

    public StageFingerprints Fingerprints { get; }

    /// <summary>What the stages that are done have made.</summary>
    public StageArtifacts Artifacts { get; }

    /// <summary>Reads the pipeline's file with the settings of the command line, validated as the build validates.</summary>
    /// <exception cref="PipelineException">a setting is wrong, or needs a rebuild</exception>
    public static Session Open(Pipeline pipeline, Workspace workspace, IReadOnlyList<string> overrides)
    {
        var options = new ReadOptions
        {
            Environment = Environment.GetEnvironmentVariable,
            Overrides = overrides,
            Blocks = pipeline.Blocks,
            Verifiers = new(pipeline.Verifiers.Keys),
        };
        var read = PipelineReader.Read(pipeline.SourcePath, pipeline.SourceText, options);
        if (read.Spec is null) throw new PipelineException(string.Join('\n', read.Diagnostics));
        foreach (var model in pipeline.Models) model.Spec(read.Spec);
        return new Session(pipeline, read, workspace, overrides);
    }

    public void Dispose() => Held.Dispose();
}
