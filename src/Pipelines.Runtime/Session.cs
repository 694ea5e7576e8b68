using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Data;
using Pipelines.Runtime.Graph;
using Pipelines.Spec;

namespace Pipelines.Runtime;

/// <summary>A pipeline with its file read and the command line's settings applied: all that every command starts from.</summary>
internal sealed class Session
{
    private Session(
        Pipeline pipeline, ReadResult read, Workspace workspace, IReadOnlyList<string> overrides, IReadOnlyDictionary<string, string> variables)
    {
        Pipeline = pipeline;
        Spec = read.Spec!;
        Yaml = read.Canonical;
        Warnings = read.Diagnostics;
        Workspace = workspace;
        Overrides = overrides;
        Variables = variables;
        Store = new ArtifactStore(workspace.Artifacts);
        Data = new DataCatalog(Spec, Path.GetDirectoryName(Path.Combine(workspace.Project, pipeline.SourcePath))!);
        Fingerprints = new StageFingerprints(Spec, Data, pipeline.Code);
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

    /// <summary>
    /// The environment variables that the data, models and stages of the file name, where they are set: with these the file reads as it
    /// did. Those of other sections, such as a server's keys, are left out, since they decide no numbers.
    /// </summary>
    public IReadOnlyDictionary<string, string> Variables { get; }

    public ArtifactStore Store { get; }

    public DataCatalog Data { get; }

    public StageFingerprints Fingerprints { get; }

    /// <summary>What the stages that are done have made.</summary>
    public StageArtifacts Artifacts { get; }

    /// <summary>Reads the pipeline's file with the settings of the command line, validated as the build validates.</summary>
    /// <exception cref="PipelineException">a setting is wrong, or needs a rebuild</exception>
    public static Session Open(Pipeline pipeline, Workspace workspace, IReadOnlyList<string> overrides)
    {
        var read = Read(pipeline, pipeline.SourceText, overrides, Environment.GetEnvironmentVariable);
        foreach (var model in pipeline.Models) model.Spec(read.Spec!);
        return new Session(pipeline, read, workspace, overrides, VariablesOf(pipeline, read.Canonical));
    }

    /// <summary>Reads a file that an earlier run recorded in place of the pipeline's own. Whether its models fit is not looked at.</summary>
    /// <param name="pipeline">the program</param>
    /// <param name="workspace">where its artifacts are</param>
    /// <param name="yaml">the recorded file, settings of that command line included</param>
    /// <param name="variables">the environment variables that were set then</param>
    /// <exception cref="PipelineException">this program does not read it</exception>
    public static Session OpenRecorded(
        Pipeline pipeline, Workspace workspace, string yaml, IReadOnlyDictionary<string, string> variables) =>
        new(pipeline, Read(pipeline, yaml, [], variables.GetValueOrDefault), workspace, [], variables);

    /// <summary>Describes what a stage has made.</summary>
    /// <param name="stage">the stage</param>
    /// <param name="time">how long it took</param>
    /// <param name="result">what came out, in a line for people</param>
    /// <param name="run">the tracked run</param>
    /// <param name="files">what it wrote</param>
    public ArtifactManifest Describe(Stage stage, TimeSpan time, string result, string run, IReadOnlyList<ManifestFile> files) => new(
        stage.KindIn(Spec), Fingerprints.Of(stage), stage.Name, DateTimeOffset.UtcNow, time.TotalSeconds, result, run,
        stage.Inputs.ToDictionary(input => input.Name, input => Fingerprints.Of(input).Hex),
        Fingerprints.Settings(stage).All.ToDictionary(setting => setting.Key, setting => setting.Value),
        files);

    private static ReadResult Read(
        Pipeline pipeline, string yaml, IReadOnlyList<string> overrides, Func<string, string?> environment)
    {
        var options = new ReadOptions
        {
            Environment = environment,
            Overrides = overrides,
            Blocks = pipeline.Blocks,
            Verifiers = new(pipeline.Verifiers.Keys),
        };
        var read = PipelineReader.Read(pipeline.SourcePath, yaml, options);
        return read.Spec is null ? throw new PipelineException(string.Join('\n', read.Diagnostics)) : read;
    }

    private static Dictionary<string, string> VariablesOf(Pipeline pipeline, string yaml)
    {
        var named = new Dictionary<string, string>();
        if (!yaml.Contains("${")) return named;
        PipelineReader.Read(pipeline.SourcePath, yaml, new ReadOptions
        {
            Environment = name =>
            {
                var value = Environment.GetEnvironmentVariable(name);
                if (value is not null) named[name] = value;
                return value;
            },
            Overrides = ["tracking=", "serve=", "sweep=", "expect="],
        });
        return named;
    }
}
