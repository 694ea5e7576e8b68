using System.Text.RegularExpressions;

namespace Pipelines.Architecture.Tests.Documentation;

/// <summary>The commands that pages tell people to type are commands of the program and of the tool.</summary>
public sealed partial class Commands
{
    private static readonly HashSet<string> OfTool = Declared("src/Pipelines.Cli");

    /// <summary>A stage is a command of its program.</summary>
    private static readonly HashSet<string> OfProgram =
    [
        .. Declared("src/Pipelines.Runtime"),
        .. Repository.Files("*.pipeline.yaml", "pipelines").SelectMany(file => Page.KeysOf(Repository.Text(file))),
    ];

    public static TheoryData<string> Pages => new(Page.Paths);

    [Fact]
    public void Are_found_in_the_sources()
    {
        new[] { "import", "quantize", "serve", "gguf" }.ShouldBeSubsetOf(OfTool);
        new[] { "plan", "runs", "ci", "pretrain" }.ShouldBeSubsetOf(OfProgram);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Are_there(string path)
    {
        var page = new Page(path);
        HashSet<string> stages = [.. OfProgram, .. page.YamlKeys];
        foreach (var line in page.TypedLines)
        {
            if (Tool().Match(line) is { Success: true } tool) OfTool.ShouldContain(tool.Groups[1].Value, $"{path}: {line}");
            if (Program().Match(line) is { Success: true } program) stages.ShouldContain(program.Groups[1].Value, $"{path}: {line}");
        }
    }

    private static HashSet<string> Declared(string folder) =>
        Repository.Files("*.cs", folder).SelectMany(file => Command().Matches(Repository.Text(file)))
            .Select(match => match.Groups[1].Value).ToHashSet();

    [GeneratedRegex("new Command\\(\"([a-z]+)\"")]
    private static partial Regex Command();

    [GeneratedRegex(@"^\s*(?:\$ )?pipelines ([a-z]+)")]
    private static partial Regex Tool();

    [GeneratedRegex(@"^\s*(?:\$ )?dotnet run (?:--project \S+ )?-- ([a-z][a-z0-9-]*)")]
    private static partial Regex Program();
}
