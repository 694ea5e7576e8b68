using System.Text;

namespace Pipelines.Spec.Tests;

/// <summary>
/// Models with one thing wrong, and what is said of it at which line and column: blocks of a committed file, the settings of a model and
/// below them what they bring.
/// </summary>
public sealed class BrokenModels
{
    /// <summary>What stands above each model's settings, which begin in line 7.</summary>
    private const string Above = "pipeline: p\nmodels:\n  it:\n    vocab: 4096\n    dim: 192\n    context: 64\n";

    private static readonly string Path = Repository.File("tests/Pipelines.Spec.Tests/Samples/broken-models.txt");

    [Fact]
    public void Are_said_at_their_place()
    {
        var written = new StringBuilder();
        foreach (var block in File.ReadAllText(Path).TrimEnd('\n').Split("\n\n"))
        {
            var settings = block.Split('\n').TakeWhile(line => !line.StartsWith('(')).ToArray();
            written.Append(string.Join("\n", settings)).Append('\n');
            if (!block.StartsWith("#", StringComparison.Ordinal))
                foreach (var said in Said(settings)) written.Append(said).Append((char)10);
            written.Append('\n');
        }
        Snapshot.ShouldBeCurrent(Path, written.ToString().TrimEnd('\n') + "\n");
    }

    [Fact]
    public void Are_all_broken_in_one_thing()
    {
        foreach (var block in File.ReadAllText(Path).TrimEnd('\n').Split("\n\n").Where(block => !block.StartsWith('#')))
            Said(block.Split('\n').TakeWhile(line => !line.StartsWith('(')).ToArray()).ShouldHaveSingleItem(block);
    }

    private static string[] Said(string[] settings) => PipelineReader
        .Read("", Above + string.Concat(settings.Select(line => $"    {line}\n")), new ReadOptions { Blocks = Models.OwnBlocks })
        .Diagnostics.Select(diagnostic => diagnostic.ToString()).ToArray();
}
