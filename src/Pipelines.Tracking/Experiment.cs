namespace Pipelines.Tracking;

/// <summary>A named set of runs.</summary>
/// <param name="Id">short text, unique in its store</param>
/// <param name="Name">unique in its store, at most 500 characters</param>
/// <param name="Created">when it was made</param>
public sealed record Experiment(string Id, string Name, DateTimeOffset Created);
