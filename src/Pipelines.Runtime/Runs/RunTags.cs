namespace Pipelines.Runtime.Runs;

/// <summary>What the run of a stage is tagged with, beside MLflow's own tags.</summary>
internal static class RunTags
{
    public const string Pipeline = "pipelines.pipeline";
    public const string Kind = "pipelines.kind";
    public const string Result = "pipelines.result";
    public const string Error = "pipelines.error";

    /// <summary>The fingerprint of what it makes.</summary>
    public const string Artifact = "pipelines.artifact";

    public const string ArtifactSize = "pipelines.artifact.bytes";

    /// <summary>With an input's name: the fingerprint of what it reads.</summary>
    public const string Input = "pipelines.input";

    /// <summary>With an input's name: the run that made what it reads.</summary>
    public const string InputRun = "pipelines.input_run";

    /// <summary>The interrupted run from whose checkpoint it goes on.</summary>
    public const string Continues = "pipelines.continues";

    public const string Overrides = "pipelines.overrides";
    public const string CommandLine = "pipelines.command_line";
    public const string GitDirty = "pipelines.git.dirty";
    public const string Precision = "pipelines.precision";

    /// <summary>Numbers that were trained.</summary>
    public const string Parameters = "pipelines.parameters";

    public const string Machine = "pipelines.machine";
    public const string Device = "pipelines.device";
    public const string System = "pipelines.system";
    public const string Version = "pipelines.version";
    public const string Dotnet = "pipelines.dotnet";
    public const string Libtorch = "pipelines.libtorch";
}
