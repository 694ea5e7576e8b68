using Pipelines.Spec.Schema;

namespace Pipelines.Spec.Tests;

/// <summary>What is written from the definitions and committed.</summary>
public sealed class EmittedPages
{
    private static readonly string[] Folders = ["settings", "stages"];

    private static readonly Dictionary<string, string> Pages = ReferencePages.Write().ToDictionary(page => page.Path, page => page.Text);

    public static TheoryData<string> Paths => new(Pages.Keys);

    [Fact]
    public void The_schema_is_current() =>
        Snapshot.ShouldBeCurrent(Repository.File("schemas", "pipeline.schema.json"), PipelineSchema.Write());

    [Theory]
    [MemberData(nameof(Paths))]
    public void A_page_of_the_reference_is_current(string path) =>
        Snapshot.ShouldBeCurrent(Repository.File("docs", path), Pages[path]);

    [Fact]
    public void Nothing_else_lies_beside_them()
    {
        var docs = Repository.File("docs");
        Folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(docs, folder)))
            .Select(file => Path.GetRelativePath(docs, file)).ShouldBe(Pages.Keys, ignoreOrder: true);
    }

    [Fact]
    public void Each_section_stands_on_one_of_them_once()
    {
        var tables = Pages.Values.SelectMany(page => page.Split('\n')).Count(line => line.StartsWith("| setting |", StringComparison.Ordinal));
        tables.ShouldBe(SettingDefinitions.Sections.Count());
    }
}
