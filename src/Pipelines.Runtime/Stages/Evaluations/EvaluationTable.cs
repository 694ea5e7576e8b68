using System.Globalization;
using Pipelines.Spec;
using Pipelines.Training;

namespace Pipelines.Runtime.Stages.Evaluations;

/// <summary>What was found of one predictor.</summary>
/// <param name="Name">the stage of a checkpoint, or a baseline</param>
/// <param name="Documents">what it made of held-out documents; null where there are none</param>
/// <param name="Tasks">what each task found; null for one that could not be put to it, and none for a baseline</param>
internal sealed record EvaluationColumn(string Name, EvaluationRow? Documents, IReadOnlyList<TaskFindings?> Tasks);

/// <summary>What an evaluation found: predictors side by side.</summary>
/// <param name="Checkpoints">how many of the columns are checkpoints; baselines follow</param>
/// <param name="Documents">the held-out documents; null where none were predicted</param>
/// <param name="Tasks">the settings of the tasks</param>
/// <param name="Columns">the predictors</param>
internal sealed record EvaluationTable(
    int Checkpoints, DocumentSummary? Documents, IReadOnlyList<EvaluationTaskSpec> Tasks, IReadOnlyList<EvaluationColumn> Columns)
{
    /// <summary>Whether the documents' measures are those of hidden tokens.</summary>
    public bool Masked => Columns.Any(column => column.Documents is { Masked: true });

    /// <summary>The rows: a name, and the measure of each column or null.</summary>
    public IReadOnlyList<(string Name, Measure?[] Values)> Rows
    {
        get
        {
            var rows = new List<(string Name, Measure?[] Values)>();
            if (Documents is { Data: var data })
            {
                if (!Masked) Add($"bits per byte of {data}", row => row.BitsPerByte, row => row.Evaluation?.Bytes ?? Documents.TextBytes);
                Add(Masked ? $"nats a hidden token of {data}" : $"loss on {data}", row => row.Evaluation?.Loss, Tokens);
                Add(Masked ? $"masked perplexity on {data}" : $"perplexity on {data}", row => row.Evaluation?.Perplexity, Tokens);
            }
            for (var task = 0; task < Tasks.Count; task++)
                foreach (var name in Columns.SelectMany(column => Of(column, task)).Select(measure => measure.Name).Distinct())
                    rows.Add((
                        $"{name} on {Tasks[task].Data}",
                        [.. Columns.Select(column => Of(column, task).FirstOrDefault(found => found.Name == name))]));
            return rows;

            static long Tokens(EvaluationRow row) => row.Evaluation?.Tokens ?? 0;

            void Add(string name, Func<EvaluationRow, double?> value, Func<EvaluationRow, long> count) => rows.Add((name,
            [
                .. Columns.Select(column => column.Documents is { } row && value(row) is { } number
                    ? new Measure(name, number, count(row), HigherIsBetter: false) : null),
            ]));
        }
    }

    /// <summary>
    /// The result in a line: of documents the headline of each predictor, of each task the first measure of each checkpoint.
    /// </summary>
    public string Headline
    {
        get
        {
            var parts = new List<string>();
            if (Documents is not null && Columns[0].Documents is { } first)
            {
                parts.Add($"{(Checkpoints == 1 ? "" : $"{Columns[0].Name} ")}{Number(first.Headline)} {(first.Masked ? "nats a hidden token" : "bits per byte")}");
                parts.AddRange(Columns.Skip(1).Where(column => column.Documents is not null)
                    .Select(column => $"{column.Name} {Number(column.Documents!.Headline)}"));
            }
            for (var task = 0; task < Tasks.Count; task++)
            {
                var name = Columns.SelectMany(column => Of(column, task)).Select(measure => measure.Name).FirstOrDefault();
                if (name is null) continue;
                var values = Columns.Where(column => Of(column, task).Any())
                    .Select(column => (column.Name, Value: Number(Of(column, task).First().Value)))
                    .Select(column => Checkpoints == 1 ? column.Value : $"{column.Name} {column.Value}");
                parts.Add($"{name} on {Tasks[task].Data}: {string.Join(", ", values)}");
            }
            return string.Join(" · ", parts);
        }
    }

    private static IEnumerable<Measure> Of(EvaluationColumn column, int task) => column.Tasks.ElementAtOrDefault(task)?.Measures ?? [];

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
