using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Pipelines.Generators.Blocks;
using Pipelines.Generators.Verifiers;
using Pipelines.Spec;

namespace Pipelines.Generators.Code;

/// <summary>The steps by which the code of a project's own blocks and verifiers is known; none reads a pipeline again.</summary>
internal static class CodeSteps
{
    /// <summary>What each class with <c>[Block]</c> or <c>[Verifier]</c> does, ordered by name.</summary>
    public static IncrementalValueProvider<EquatableArray<ClassCode>> OwnCode(this IncrementalGeneratorInitializationContext context) =>
        context.CodeOf(BlockSteps.Attribute).Collect()
            .Combine(context.CodeOf(VerifierSteps.Attribute).Collect())
            .Select(static (pair, _) => new EquatableArray<ClassCode>(
                pair.Left.Concat(pair.Right).OrderBy(code => code.Class, StringComparer.Ordinal)))
            .WithTrackingName(StepNames.OwnCode);

    private static IncrementalValuesProvider<ClassCode> CodeOf(
        this IncrementalGeneratorInitializationContext context, string attribute) => context.SyntaxProvider.ForAttributeWithMetadataName(
            attribute,
            static (node, _) => node is TypeDeclarationSyntax,
            static (found, cancel) =>
            {
                var type = (INamedTypeSymbol)found.TargetSymbol;
                return new ClassCode(type.ToDisplayString(), CodeHash.Of(type, found.SemanticModel.Compilation, cancel));
            });
}
