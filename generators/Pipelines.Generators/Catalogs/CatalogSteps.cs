using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Pipelines.Spec;

namespace Pipelines.Generators.Catalogs;

/// <summary>The steps by which generators find what a project declares.</summary>
internal static class CatalogSteps
{
    /// <summary>The declarations of one kind, and what is wrong with classes that should be some.</summary>
    /// <param name="context">the generator's</param>
    /// <param name="attribute">the full name of the attribute that such a class has</param>
    /// <param name="read">takes what is needed out of the compiler's model; null where the attribute does not compile</param>
    /// <param name="rule">what is reported of classes that break it</param>
    /// <param name="name">of the step</param>
    public static IncrementalValueProvider<Catalog<T>> Catalog<T>(
        this IncrementalGeneratorInitializationContext context,
        string attribute,
        Func<GeneratorAttributeSyntaxContext, CancellationToken, DeclaredClass<T>?> read,
        Rule rule,
        string name) where T : class, IDeclaration => context.SyntaxProvider
        .ForAttributeWithMetadataName(attribute, static (node, _) => node is TypeDeclarationSyntax, read)
        .Where(static declared => declared is not null)
        .Select(static (declared, _) => declared!)
        .Collect()
        .Select((classes, _) => Catalogs.Catalog<T>.Of(classes, rule))
        .WithTrackingName(name);

    /// <summary>The declarations alone: what a moved line leaves as it is.</summary>
    public static IncrementalValueProvider<EquatableArray<T>> Declarations<T>(
        this IncrementalValueProvider<Catalog<T>> catalog, string name) where T : class, IDeclaration =>
        catalog.Select(static (catalog, _) => catalog.Declarations).WithTrackingName(name);
}
