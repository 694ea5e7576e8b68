using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Pipelines.Spec;

namespace Pipelines.Generators.Verifiers;

/// <summary>The steps by which the verifiers of a project are found.</summary>
internal static class VerifierSteps
{
    private const string Attribute = "Pipelines.Verification.VerifierAttribute";

    /// <summary>The verifiers, and what is wrong with classes that should be some.</summary>
    public static IncrementalValueProvider<VerifierCatalog> Verifiers(
        this IncrementalGeneratorInitializationContext context) => context.SyntaxProvider
        .ForAttributeWithMetadataName(
            Attribute,
            static (node, _) => node is TypeDeclarationSyntax,
            static (attributed, cancel) => VerifierClass.From(attributed, cancel))
        .Where(static verifier => verifier is not null)
        .Select(static (verifier, _) => verifier!)
        .Collect()
        .Select(static (verifiers, _) => VerifierCatalog.Of(verifiers))
        .WithTrackingName(StepNames.VerifierCatalog);

    /// <summary>The verifiers alone: what a moved line leaves as it is.</summary>
    public static IncrementalValueProvider<EquatableArray<VerifierDeclaration>> Declarations(
        this IncrementalValueProvider<VerifierCatalog> catalog) =>
        catalog.Select(static (catalog, _) => catalog.Declarations).WithTrackingName(StepNames.Verifiers);
}
