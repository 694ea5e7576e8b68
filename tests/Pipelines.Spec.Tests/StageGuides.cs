using System.Text.RegularExpressions;

namespace Pipelines.Spec.Tests;

/// <summary>What the pages of <c>docs/stages</c> say beside the settings holds.</summary>
public sealed class StageGuides
{
    public static TheoryData<string> Kinds => new(StageSettings.Kinds.Select(kind => kind.Word));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_example_reads_and_has_such_a_stage(string kind)
    {
        var example = Definition(kind).Guide.Example;
        var result = PipelineReader.Read("example.pipeline.yaml", $"extends: around.pipeline.yaml\n{example}\n", new ReadOptions
        {
            ResolveExtends = _ => Without(StageNames(example), StageGuide.Around),
        });
        result.Diagnostics.ShouldBeEmpty();
        result.Spec!.Stages.Where(stage => StageNames(example).Contains(stage.Name)).Select(stage => stage.Kind).ShouldContain(kind);
    }

    [Fact]
    public void What_the_examples_share_is_a_pipeline() =>
        PipelineReader.Read("around.pipeline.yaml", StageGuide.Around, new ReadOptions()).Diagnostics.ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(DiagnosticPages.FileRules), MemberType = typeof(DiagnosticPages))]
    public void A_rule_that_a_stage_breaks_stands_on_its_kinds_page(string id)
    {
        var lines = DiagnosticPages.Examples(id)[0].Split('\n');
        foreach (var diagnostic in DiagnosticPages.Said(id).Where(said => string.CompareOrdinal(said.Id, "PIPE0204") >= 0))
        {
            if (KindAt(lines, diagnostic.Position.Line) is { } kind)
                Definition(kind).Guide.Rules.Select(rule => rule.Id).ShouldContain(id, kind);
        }
    }

    private static StageDefinition Definition(string kind) => StageSettings.Kinds.Single(definition => definition.Word == kind);

    /// <summary>The names of the stages of a text.</summary>
    private static List<string> StageNames(string yaml) =>
        Regex.Matches(yaml[yaml.IndexOf("stages:", StringComparison.Ordinal)..], "(?m)^  ([a-z][a-z0-9_-]*):")
            .Select(match => match.Groups[1].Value).ToList();

    /// <summary>A text without the lines of some stages, which have a line each.</summary>
    private static string Without(IEnumerable<string> stages, string yaml) =>
        stages.Aggregate(yaml, (text, stage) => Regex.Replace(text, $"(?m)^  {stage}: .*\n?", ""));

    /// <summary>The kind of the stage in which a line stands, or null when it stands in none.</summary>
    private static string? KindAt(string[] lines, int line)
    {
        var at = line - 1;
        while (at > 0 && !Regex.IsMatch(lines[at], "^ ? ?[a-z]")) at--;
        if (lines[..at].LastOrDefault(above => Regex.IsMatch(above, "^[a-z]")) != "stages:") return null;
        var head = lines[at];
        return Regex.Match(head, @"kind: ([a-z]+)") is { Success: true } said
            ? said.Groups[1].Value
            : Regex.Match(head, "^  ([a-z]+):").Groups[1].Value;
    }
}
