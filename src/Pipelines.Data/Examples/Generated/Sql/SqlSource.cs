using System.Globalization;
using Pipelines.Spec;

namespace Pipelines.Data;

/// <summary>Questions about small tables, each with the query that answers it and the statements that make its tables.</summary>
internal sealed class SqlSource(SqlDataSpec spec) : ExampleSource(spec)
{
    /// <summary>Draws in a row that bring nothing new before all there is counts as drawn.</summary>
    private const int Patience = 10_000;

    private protected override string Reading => string.Create(CultureInfo.InvariantCulture, $"sql 1 {spec.Examples} {spec.Seed}");

    /// <summary>The question alone: its rows differ each time that it is drawn.</summary>
    private protected override string SplitBy(Example example) => ((PromptExample)example).Prompt[0].Content;

    private protected override IEnumerable<Example> Read()
    {
        var questions = new SqlQuestions(new Draws(spec.Seed));
        var seen = new HashSet<string>();
        for (var repeated = 0; seen.Count < spec.Examples && repeated < Patience; repeated++)
        {
            var question = questions.Next();
            var prompt = $"Tables: {question.Tables}.\n{question.Text}";
            if (!seen.Add(prompt)) continue;
            repeated = 0;
            yield return new PromptExample($"{Name}({seen.Count})", [new("user", prompt)], new Dictionary<string, string>
            {
                [PromptExample.Answer] = question.Query,
                ["query"] = question.Query,
                ["database"] = question.Database,
            });
        }
    }
}
