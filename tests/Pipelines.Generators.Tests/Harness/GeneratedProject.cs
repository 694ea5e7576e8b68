using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Pipelines.Generators.Tests.Harness;

/// <summary>
/// A project in memory with both generators. Every run is done twice, and the second must come from the cache whole.
/// </summary>
internal sealed class GeneratedProject
{
    public const string Folder = "/project/";

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Latest, DocumentationMode.Diagnose);

    private readonly Dictionary<string, TextFile> files = [];
    private GeneratorDriver driver;
    private CSharpCompilation compilation;

    public GeneratedProject(string rootNamespace = "Quickstart")
    {
        compilation = CSharpCompilation.Create(
            "Project", [], References, new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        driver = CSharpGeneratorDriver.Create(
            [new PipelineGenerator().AsSourceGenerator(), new ModelGenerator().AsSourceGenerator()],
            [],
            Parsing,
            new ProjectOptions(new()
            {
                ["build_property.RootNamespace"] = rootNamespace,
                ["build_property.PipelinesProjectFolder"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(Folder)),
            }),
            new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
    }

    /// <summary>Adds an additional file, or replaces the one of that path. Paths are below the project's folder.</summary>
    public GeneratedProject With(string path, string? text)
    {
        var file = new TextFile(Folder + path, text);
        driver = files.TryGetValue(path, out var before) ? driver.ReplaceAdditionalText(before, file) : driver.AddAdditionalTexts([file]);
        files[path] = file;
        return this;
    }

    /// <summary>Adds a C# file.</summary>
    public GeneratedProject WithCode(string path, string text)
    {
        compilation = compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(text, Parsing, Folder + path, System.Text.Encoding.UTF8));
        return this;
    }

    /// <summary>Replaces a C# file.</summary>
    public GeneratedProject WithChangedCode(string path, string text)
    {
        var before = compilation.SyntaxTrees.Single(tree => tree.FilePath == Folder + path);
        compilation = compilation.RemoveSyntaxTrees(before);
        return WithCode(path, text);
    }

    /// <summary>Runs the generators, then once more over the same project.</summary>
    public Generation Run(CancellationToken cancel = default)
    {
        driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out var output, out _, cancel);
        var first = new Generation(driver.GetRunResult(), (CSharpCompilation)output);
        driver = driver.RunGenerators(compilation);
        new Generation(driver.GetRunResult(), compilation).ShouldBeCached();
        return first;
    }
}
