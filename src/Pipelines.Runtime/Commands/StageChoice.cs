using Pipelines.Runtime.Graph;
using Pipelines.Spec.Diagnostics;

namespace Pipelines.Runtime.Commands;

/// <summary>The stages that a command line names.</summary>
internal static class StageChoice
{
    private static readonly string[] Commands = ["plan", "validate", "preview", "show", "serve", "runs", "registry", "ci", "sweep", "ui", "prune"];

    /// <summary>The named stages; all when none is named.</summary>
    /// <exception cref="UsageException">there is no such stage: the message has the nearest right word</exception>
    public static IReadOnlyList<Stage> Of(Pipeline pipeline, IReadOnlyList<string> names) =>
        names.Count == 0 ? pipeline.Stages : names.Distinct().Select(name => Named(pipeline, name)).ToArray();

    private static Stage Named(Pipeline pipeline, string name)
    {
        if (pipeline.Stages.FirstOrDefault(stage => stage.Name == name) is { } found) return found;
        if (name.StartsWith('-')) throw new UsageException($"there is no option '{name}'; --help shows those there are");
        var stages = pipeline.Stages.Select(stage => stage.Name).ToArray();
        var meant = Nearest.To(name, stages.Concat(Commands)) is { } near ? $"; did you mean '{near}'?" : ".";
        throw new UsageException(
            $"there is no stage '{name}'{meant} Stages: {string.Join(", ", stages)}. Commands: {string.Join(", ", Commands)}");
    }
}

/// <summary>A command line that cannot be followed.</summary>
internal sealed class UsageException(string message) : PipelineException(message);
