using Pipelines.Generators.Emission.Models;
using Pipelines.Generators.Tests.Harness;
using Pipelines.Spec;

namespace Pipelines.Generators.Tests;

/// <summary>Every family and composition becomes code that compiles without a warning.</summary>
public sealed class EmittedCompositions
{
    public static TheoryData<string> Names => [.. Compositions.All.Select(model => model.Name)];

    [Fact]
    public void All_of_them_compile_side_by_side()
    {
        var project = new GeneratedProject();
        foreach (var model in Compositions.All) project.WithCode($"{model.Name}.cs", Emitted(model));
        project.Run().ShouldCompile();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_line_is_too_long(string name)
    {
        var lines = Emitted(Compositions.All.Single(model => model.Name == name)).Split('\n');
        lines.Where(line => line.Length > 140).ShouldBeEmpty();
    }

    private static string Emitted(ModelSpec model) =>
        ModelEmitter.Emit(new("Composed", "public", CSharpName.Of(model.Name) + "Model", "some.pipeline.yaml", model));
}
