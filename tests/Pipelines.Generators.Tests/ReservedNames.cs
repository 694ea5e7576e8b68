using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Pipelines.Generators.Naming;
using Pipelines.Generators.Tests.Harness;

namespace Pipelines.Generators.Tests;

/// <summary>A model may not be called as a type that emitted code names.</summary>
public sealed class ReservedNames
{
    [Fact]
    public void Every_type_that_emitted_code_names_is_reserved()
    {
        var generation = new GeneratedProject()
            .With("quickstart.pipeline.yaml", $$"""
                {{Examples.Quickstart.Replace("context: 256", "context: 256\n    tied: false")}}
                  evaluate: { from: pretrain }
                """)
            .With("gpt.pipeline.yaml", Examples.Gpt)
            .Run();

        generation.Diagnostics.ShouldBeEmpty();
        NamedTypes(generation).Distinct().ShouldAllBe(name => EmittedNames.Has(name));
    }

    private static IEnumerable<string> NamedTypes(Generation generation) =>
        from tree in generation.Compilation.SyntaxTrees
        let semantics = generation.Compilation.GetSemanticModel(tree)
        from name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>()
        where !name.IsVar && name.FirstAncestorOrSelf<UsingDirectiveSyntax>() is null
        let type = semantics.GetSymbolInfo(name).Symbol as INamedTypeSymbol
        where type is not null && !IsOfAPipelineFile(type)
        select type.Name;

    /// <summary>Whether a type is a pipeline or a model, and not something that a model nests.</summary>
    private static bool IsOfAPipelineFile(INamedTypeSymbol type) =>
        type.ContainingNamespace.Name == "Quickstart" && type.ContainingType is null;
}
