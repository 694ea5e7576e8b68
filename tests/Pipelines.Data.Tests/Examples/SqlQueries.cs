using System.Diagnostics;
using System.Text.Json;
using Pipelines.Spec;
using Pipelines.Tokenizers;

namespace Pipelines.Data.Tests.Examples;

public sealed class SqlQueries
{
    private static readonly List<PromptExample> Drawn = Read(3_000, seed: 1);

    [Fact]
    public void Every_query_runs_on_its_database_and_finds_something()
    {
        var script = """
            import json, sqlite3, sys
            for number, row in enumerate(json.load(sys.stdin)):
                base = sqlite3.connect(":memory:")
                base.executescript(row["database"])
                found = base.execute(row["query"]).fetchall()
                print(number, row["query"] if not found or any(value is None for line in found for value in line) else "found")
                base.close()
            """;
        var rows = Drawn.Select(example => example.Fields);
        var lines = Python(script, JsonSerializer.Serialize(rows)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(Drawn.Count);
        lines.Where(line => !line.EndsWith("found", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void All_kinds_of_queries_are_drawn()
    {
        foreach (var part in new[] { "WHERE", "ORDER BY", "DESC", "LIMIT", "COUNT(*)", "SUM(", "AVG(", "MAX(", "MIN(", "GROUP BY", "JOIN", "AND" })
            Drawn.Count(example => example.Fields["query"].Contains(part)).ShouldBeGreaterThan(50, part);
    }

    [Fact]
    public void A_question_names_the_tables_with_their_columns_in_a_line()
    {
        var lines = Drawn[0].Prompt.Single().Content.Split('\n');
        lines.Length.ShouldBe(2);
        lines[0].ShouldMatch(@"^Tables: \w+\(\w+(, \w+)+\)(, \w+\(\w+, \w+\))?\.$");
        Drawn[0].Fields["answer"].ShouldBe(Drawn[0].Fields["query"]);
    }

    [Fact]
    public void No_question_comes_twice_and_the_seed_decides()
    {
        Drawn.Select(Text).Distinct().Count().ShouldBe(Drawn.Count);
        Read(200, seed: 1).Select(Text).ShouldBe(Drawn.Take(200).Select(Text));
        Read(200, seed: 2).Select(Text).ShouldNotBe(Drawn.Take(200).Select(Text));
    }

    [Fact]
    public void Questions_and_queries_are_short()
    {
        var tokenizer = BpeTrainer.Train(Drawn.Select(Text).Take(300), new BpeTrainerOptions { VocabSize = 320 });
        Drawn.Max(example => tokenizer.CountTokens(Text(example))).ShouldBeLessThan(130);
        Drawn.Max(example => Text(example).Length).ShouldBeLessThan(160);
        Drawn.Max(example => example.Fields["query"].Length).ShouldBeLessThan(110);
    }

    private static string Text(PromptExample example) => example.Prompt[0].Content;

    private static List<PromptExample> Read(int count, long seed) =>
        [.. ExampleSource.Open(new SqlDataSpec("sql", 0.1, count, seed), ".").Examples().Cast<PromptExample>()];

    private static string Python(string script, string input)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", ["-c", script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, errors.Result);
        return output.Result;
    }
}
