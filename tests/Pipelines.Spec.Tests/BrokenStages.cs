using System.Text;

namespace Pipelines.Spec.Tests;

/// <summary>
/// The assistant's pipeline with one thing wrong, and what is said of it at which line and column: blocks of a committed file, what is
/// taken out, what is put there, and what that brings.
/// </summary>
public sealed class BrokenStages
{
    private static readonly string Path = Repository.File("tests/Pipelines.Spec.Tests/Samples/broken-stages.txt");

    private static string[] Blocks => File.ReadAllText(Path).TrimEnd('\n').Split("\n\n");

    [Fact]
    public void Are_said_at_their_place()
    {
        var written = new StringBuilder();
        foreach (var block in Blocks)
        {
            var lines = block.Split('\n').Where(line => !line.StartsWith('(')).ToArray();
            written.Append(string.Join("\n", lines)).Append('\n');
            if (!block.StartsWith('#')) written.Append(string.Concat(Said(lines).Select(said => $"{said}\n")));
            written.Append('\n');
        }
        Snapshot.ShouldBeCurrent(Path, written.ToString().TrimEnd('\n') + "\n");
    }

    [Fact]
    public void Are_all_broken_in_one_thing()
    {
        foreach (var block in Blocks.Where(block => !block.StartsWith('#')))
            Said([.. block.Split('\n').Where(line => !line.StartsWith('('))]).ShouldHaveSingleItem(block);
    }

    private static string[] Said(string[] lines)
    {
        var (part, replacement) = (lines[0][2..], lines[1][2..].Replace("\\n", "\n"));
        Sample.Assistant.ShouldContain(part);
        return PipelineReader
            .Read("", Sample.Assistant.Replace(part, replacement), new ReadOptions { Verifiers = new(["polite"]) })
            .Diagnostics.Select(diagnostic => diagnostic.ToString()).ToArray();
    }
}
