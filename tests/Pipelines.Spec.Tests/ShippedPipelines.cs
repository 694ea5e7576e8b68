namespace Pipelines.Spec.Tests;

/// <summary>The pipeline files of the repository: they read, and editors find their schema.</summary>
public sealed class ShippedPipelines
{
    private static readonly string Folder = Repository.File("pipelines");

    public static TheoryData<string> Files => new(Directory
        .EnumerateFiles(Folder, "*.pipeline.yaml", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Folder, file)).Where(file => !file.Contains("artifacts")).Order());

    [Theory]
    [MemberData(nameof(Files))]
    public void Read_without_a_diagnostic(string file)
    {
        var path = Path.Combine(Folder, file);
        PipelineReader.Read(path, File.ReadAllText(path), new ReadOptions
        {
            ResolveExtends = name => TextOf(Path.Combine(Path.GetDirectoryName(path)!, name)),
        }).Diagnostics.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Name_their_schema_and_keep_it(string file)
    {
        const string comment = "# yaml-language-server: $schema=";
        var text = File.ReadAllText(Path.Combine(Folder, file));
        text.ShouldStartWith(comment);
        var schema = Path.Combine(Folder, Path.GetDirectoryName(file)!, text.Split('\n')[0][comment.Length..].Trim());
        Path.GetFullPath(schema).ShouldBe(Repository.File("schemas", "pipeline.schema.json"));
        new JsonSchema(File.ReadAllText(schema)).Accepts(text).ShouldBeTrue();
    }

    private static string? TextOf(string file) => File.Exists(file) ? File.ReadAllText(file) : null;
}
