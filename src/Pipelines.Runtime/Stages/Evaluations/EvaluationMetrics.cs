using Pipelines.Runtime.Runs;
using Pipelines.Tracking;

namespace Pipelines.Runtime.Stages.Evaluations;

/// <summary>What an evaluation found, as metrics of its run; the names of a single checkpoint's begin with no stage.</summary>
internal static class EvaluationMetrics
{
    public static void Log(IRun run, EvaluationTable found)
    {
        for (var i = 0; i < found.Columns.Count; i++)
        {
            var column = found.Columns[i];
            var prefix = i == 0 && found.Checkpoints == 1 ? "" : $"{column.Name.Replace(' ', '/')}/";
            if (column.Documents is { Evaluation: { } documents } row) run.LogHeldOut(documents, row.Masked, prefix: prefix);
            else if (column.Documents?.BitsPerByte is { } bits) run.LogMetric(prefix + MetricNames.BitsPerByte, bits);
            for (var task = 0; task < column.Tasks.Count; task++)
                foreach (var measure in column.Tasks[task]?.Measures ?? [])
                    run.LogMetric($"{prefix}{found.Tasks[task].Data}/{Key(measure.Name)}", measure.Value);
        }
    }

    // Keys of trackers have no spaces and no @.
    private static string Key(string name) => name.Replace(' ', '_').Replace("@", "_at_");
}
