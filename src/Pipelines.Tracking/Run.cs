namespace Pipelines.Tracking;

/// <summary>A run as the store has it.</summary>
/// <param name="Id">32 hexadecimal digits</param>
/// <param name="Experiment">the name of its experiment</param>
/// <param name="Name">what people call it; need not be unique</param>
/// <param name="Parent">the id of the run that it is part of, or null</param>
/// <param name="Status">where it stands</param>
/// <param name="Started">when it started</param>
/// <param name="Ended">when it ended, or null</param>
public sealed record Run(
    string Id, string Experiment, string Name, string? Parent, RunStatus Status, DateTimeOffset Started, DateTimeOffset? Ended);

/// <summary>A run with all that was recorded of it but the history of its metrics.</summary>
/// <param name="Run">the run</param>
/// <param name="Params">what it was given, by key</param>
/// <param name="Metrics">the latest measurement of each key: that of the greatest step, then time</param>
/// <param name="Tags">what is known about it, by key</param>
/// <param name="Artifacts">its files</param>
public sealed record RunRecord(
    Run Run,
    IReadOnlyDictionary<string, string> Params,
    IReadOnlyDictionary<string, Metric> Metrics,
    IReadOnlyDictionary<string, string> Tags,
    IReadOnlyList<ArtifactFile> Artifacts);

/// <summary>A run as an overview shows it.</summary>
/// <param name="Run">the run</param>
/// <param name="Tags">what is known about it, by key</param>
/// <param name="Metrics">the latest measurement of each key</param>
public sealed record RunSummary(Run Run, IReadOnlyDictionary<string, string> Tags, IReadOnlyDictionary<string, Metric> Metrics);

/// <summary>A file of a run.</summary>
/// <param name="Path">relative to the run's folder, with <c>/</c></param>
/// <param name="Size">bytes</param>
public readonly record struct ArtifactFile(string Path, long Size);

/// <summary>What a run starts with.</summary>
/// <param name="Experiment">the name of its experiment, which is made when it is new</param>
/// <param name="Name">what people will call it</param>
/// <param name="Parent">the id of the run that it is part of, or null</param>
/// <param name="Continues">the id of the interrupted run from whose checkpoint it goes on, or null</param>
public sealed record RunStart(string Experiment, string Name, string? Parent = null, string? Continues = null);
