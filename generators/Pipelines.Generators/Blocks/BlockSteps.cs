using Microsoft.CodeAnalysis;
using Pipelines.Generators.Catalogs;
using Pipelines.Spec;

namespace Pipelines.Generators.Blocks;

/// <summary>The steps by which both generators find the blocks of a project.</summary>
internal static class BlockSteps
{
    /// <summary>What a block's class has.</summary>
    public const string Attribute = "Pipelines.Spec.BlockAttribute";

    /// <summary>The blocks, and what is wrong with classes that should be some.</summary>
    public static IncrementalValueProvider<Catalog<BlockDeclaration>> BlockCatalog(
        this IncrementalGeneratorInitializationContext context) =>
        context.Catalog(Attribute, BlockClass.From, Rules.BlockDeclaration, StepNames.BlockCatalog);

    /// <summary>The blocks alone: what a moved line leaves as it is.</summary>
    public static IncrementalValueProvider<EquatableArray<BlockDeclaration>> Blocks(
        this IncrementalValueProvider<Catalog<BlockDeclaration>> catalog) => catalog.Declarations(StepNames.Blocks);
}
