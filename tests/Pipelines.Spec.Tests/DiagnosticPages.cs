using System.Text.RegularExpressions;

namespace Pipelines.Spec.Tests;

/// <summary>Each rule's page: its example breaks the rule, prints what the page says, and its fix breaks none.</summary>
public sealed class DiagnosticPages
{
    private const string Path = "example.pipeline.yaml";

    private static readonly string Folder = Repository.File("docs", "diagnostics");

    public static TheoryData<string> Ids => new(Rules.All.Select(rule => rule.Id));

    /// <summary>The rules about a file; those from 0901 on are about the project around it.</summary>
    public static TheoryData<string> FileRules =>
        new(Rules.All.Select(rule => rule.Id).Where(id => !id.StartsWith("PIPE09", StringComparison.Ordinal)));

    [Fact]
    public void Every_page_has_its_rule() =>
        Directory.EnumerateFiles(Folder, "PIPE*.md").Select(System.IO.Path.GetFileNameWithoutExtension).Order()
            .ShouldBe(Rules.All.Select(rule => rule.Id).Order());

    [Fact]
    public void Every_rule_of_the_class_is_listed_once()
    {
        var rules = typeof(Rules).GetFields().Select(field => (Rule)field.GetValue(null)!).ToList();
        Rules.All.ShouldBe(rules);
        rules.Select(rule => rule.Id).ShouldBeUnique();
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_title_is_the_rules_own(string id) => Page(id).Split('\n')[0].ShouldBe($"# {id}: {Rule(id).Title}");

    [Theory]
    [MemberData(nameof(FileRules))]
    public void The_example_breaks_the_rule_and_no_other(string id)
    {
        var page = Page(id);
        var said = Said(id);
        said.Select(diagnostic => diagnostic.Id).Distinct().ShouldBe([id]);
        var printed = string.Concat(said.Select(diagnostic => $"{diagnostic}\n"));
        var written = Regex.Replace(page, "(?s)```text\n.*?```", _ => $"```text\n{printed}```");
        Snapshot.ShouldBeCurrent(System.IO.Path.Combine(Folder, $"{id}.md"), written);
    }

    [Theory]
    [MemberData(nameof(FileRules))]
    public void The_fix_breaks_none(string id)
    {
        var page = Page(id);
        Read(Blocks(page, "yaml")[1], Blocks(page, "console").LastOrDefault()).Diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void The_index_is_current()
    {
        var rows = Rules.All.Select(rule => $"| [{rule.Id}]({rule.Id}.md) | {rule.Title} |\n");
        Snapshot.ShouldBeCurrent(
            System.IO.Path.Combine(Folder, "README.md"),
            "# Diagnostics\n\nWhat the build and the program say when a pipeline file is wrong. "
            + "All of it is said at once, each at its line and column.\n\n"
            + $"| rule | what is wrong |\n| --- | --- |\n{string.Concat(rows)}");
    }

    /// <summary>The example of a page, and what it becomes when it is mended.</summary>
    internal static string[] Examples(string id) => Blocks(Page(id), "yaml");

    /// <summary>What is said of the example of a page.</summary>
    internal static IReadOnlyList<SpecDiagnostic> Said(string id) =>
        Read(Examples(id)[0], Blocks(Page(id), "console").FirstOrDefault()).Diagnostics;

    private static ReadResult Read(string yaml, string? command) => PipelineReader.Read(Path, yaml, new ReadOptions
    {
        Blocks = Models.OwnBlocks,
        ResolveExtends = name => name == "base.pipeline.yaml" ? "seed: 7\n" : null,
        Overrides = command is null ? [] : Regex.Matches(command, @"--set (\S+)").Select(match => match.Groups[1].Value).ToList(),
    });

    private static Rule Rule(string id) => Rules.All.Single(rule => rule.Id == id);

    private static string Page(string id) => File.ReadAllText(System.IO.Path.Combine(Folder, $"{id}.md"));

    private static string[] Blocks(string page, string language) =>
        Regex.Matches(page, $"(?s)```{language}\n(.*?)```").Select(match => match.Groups[1].Value).ToArray();
}
