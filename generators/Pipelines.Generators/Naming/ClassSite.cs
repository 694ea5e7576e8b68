using Pipelines.Spec;

namespace Pipelines.Generators.Naming;

/// <summary>A class that a pipeline file asks for.</summary>
/// <param name="ClassName">its name in C#</param>
/// <param name="Position">where the file names it</param>
internal sealed record ClassSite(string ClassName, SourcePosition Position)
{
    /// <summary>The pipeline's own class, then its models' in file order.</summary>
    public static IEnumerable<ClassSite> Of(PipelineSpec spec, SourceMap positions, string path)
    {
        var start = SourcePosition.StartOf(path);
        yield return new(CSharpNames.Pipeline(spec.Name), positions.Find("pipeline")?.Value ?? start);
        foreach (var model in spec.Models)
            yield return new(CSharpName.Of(model.Name), positions.Find($"models.{model.Name}")?.Key ?? start);
    }
}
