using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Pipelines.Spec;

namespace Pipelines.Generators.Blocks;

/// <summary>The steps by which both generators find the blocks of a project.</summary>
internal static class BlockSteps
{
    private const string Attribute = "Pipelines.Spec.BlockAttribute";

    /// <summary>The blocks, and what is wrong with classes that should be some.</summary>
    public static IncrementalValueProvider<BlockCatalog> Catalog(this IncrementalGeneratorInitializationContext context) => context.SyntaxProvider
        .ForAttributeWithMetadataName(
            Attribute,
            static (node, _) => node is TypeDeclarationSyntax,
            static (attributed, cancel) => BlockClass.From(attributed, cancel))
        .Where(static block => block is not null)
        .Select(static (block, _) => block!)
        .Collect()
        .Select(static (blocks, _) => BlockCatalog.Of(blocks))
        .WithTrackingName(StepNames.Catalog);

    /// <summary>The blocks alone: what a moved line leaves as it is.</summary>
    public static IncrementalValueProvider<EquatableArray<BlockDeclaration>> Declarations(this IncrementalValueProvider<BlockCatalog> catalog) =>
        catalog.Select(static (catalog, _) => catalog.Declarations).WithTrackingName(StepNames.Blocks);
}
