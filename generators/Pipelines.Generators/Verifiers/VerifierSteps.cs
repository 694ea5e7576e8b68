using Microsoft.CodeAnalysis;
using Pipelines.Generators.Catalogs;
using Pipelines.Spec;

namespace Pipelines.Generators.Verifiers;

/// <summary>The steps by which the verifiers of a project are found.</summary>
internal static class VerifierSteps
{
    /// <summary>What a verifier's class has.</summary>
    public const string Attribute = "Pipelines.Verification.VerifierAttribute";

    /// <summary>The verifiers, and what is wrong with classes that should be some.</summary>
    public static IncrementalValueProvider<Catalog<VerifierDeclaration>> VerifierCatalog(
        this IncrementalGeneratorInitializationContext context) =>
        context.Catalog(Attribute, VerifierClass.From, Rules.VerifierDeclaration, StepNames.VerifierCatalog);

    /// <summary>The verifiers alone: what a moved line leaves as it is.</summary>
    public static IncrementalValueProvider<EquatableArray<VerifierDeclaration>> Verifiers(
        this IncrementalValueProvider<Catalog<VerifierDeclaration>> catalog) => catalog.Declarations(StepNames.Verifiers);
}
