using System.CommandLine;
using Pipelines.Runtime.Terminal;

namespace Pipelines.Runtime.Commands;

/// <summary><c>runs …</c>: what was recorded of earlier runs.</summary>
internal static class RunsCommand
{
    public static Command Of(Pipeline pipeline, Workspace workspace, ProgramOutput output, Func<ParseResult, CommandOptions> options)
    {
        var recorded = new RecordedRuns(workspace);
        return new Command("runs", "Shows, compares, repeats and sends what was recorded of earlier runs")
        {
            ListRuns.Command(recorded, output),
            ShowRun.Command(recorded, output),
            CompareRuns.Command(recorded, output),
            BestRuns.Command(recorded, output),
            RepeatRun.Command(pipeline, workspace, recorded, output, options),
            ExportRun.Command(recorded, output),
            DeleteRuns.Command(recorded, output),
            PushRuns.Command(pipeline, workspace, recorded, output),
        };
    }

    /// <summary>The ids of runs, as people type them.</summary>
    public static Argument<string[]> Ids(ArgumentArity arity, string description = "Ids, or the beginnings of them") =>
        new("ids") { Description = description, Arity = arity };

    /// <summary>The id of one run.</summary>
    public static Argument<string> Id() => new("id") { Description = "The run's id, or the beginning of it" };
}
