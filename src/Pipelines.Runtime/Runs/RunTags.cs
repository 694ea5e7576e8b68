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

    /// <summary>With a data source's name: a hash of what it held.</summary>
    public const string Data = "pipelines.data";

    /// <summary>Files and folders that were read beside data, a line each: a hash of what it held, and its path.</summary>
    public const string Files = "pipelines.files";

    /// <summary>With a name: the value of an environment variable that the file's data, models or stages name.</summary>
    public const string Variable = "pipelines.variable";

    /// <summary>The run whose stage was run again by this one.</summary>
    public const string Repeats = "pipelines.repeats";

    /// <summary>Whether the numbers of that run came out again.</summary>
    public const string RepeatsEqually = "pipelines.repeats.equal";

    public const string Overrides = "pipelines.overrides";
    public const string CommandLine = "pipelines.command_line";
    public const string GitDirty = "pipelines.git.dirty";
    /// <summary>A hash of the program's own files: equal where the code is, committed or not.</summary>
    public const string Program = "pipelines.program";

    public const string Precision = "pipelines.precision";

    /// <summary>Numbers that were trained.</summary>
    public const string Parameters = "pipelines.parameters";

    public const string Machine = "pipelines.machine";
    public const string Processor = "pipelines.processor";

    /// <summary>What the processor can, as far as products and sums differ by it.</summary>
    public const string Instructions = "pipelines.instructions";

    /// <summary>Threads that compute.</summary>
    public const string Threads = "pipelines.threads";

    /// <summary>With a name: the value of an environment variable that decides how libtorch and .NET compute.</summary>
    public const string Environment = "pipelines.environment";

    public const string Device = "pipelines.device";
    public const string System = "pipelines.system";
    public const string Version = "pipelines.version";
    public const string Dotnet = "pipelines.dotnet";
    public const string Libtorch = "pipelines.libtorch";
}
