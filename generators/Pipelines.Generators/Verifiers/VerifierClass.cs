using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Pipelines.Generators.Attributes;
using Pipelines.Generators.Catalogs;
using Pipelines.Spec;

namespace Pipelines.Generators.Verifiers;

/// <summary>Reads classes with <c>[Verifier]</c>.</summary>
internal static class VerifierClass
{
    private const string Interface = "Pipelines.Verification.IVerifier";

    /// <summary>What a verifier's name looks like.</summary>
    private static readonly Regex Form = new("^[a-z][a-z0-9]*(_[a-z0-9]+)*$", RegexOptions.CultureInvariant);

    /// <summary>Takes what is needed out of the compiler's model; null where the attribute does not compile, as the compiler says.</summary>
    public static DeclaredClass<VerifierDeclaration>? From(GeneratorAttributeSyntaxContext context, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var type = (INamedTypeSymbol)context.TargetSymbol;
        var arguments = context.Attributes[0].ConstructorArguments;
        if (arguments.Length != 1 || arguments[0].Value is not string name) return null;
        var position = SyntaxPosition.Of(((TypeDeclarationSyntax)context.TargetNode).Identifier.GetLocation());
        var obstacle = NameObstacle(name) ?? ClassObstacle(type);
        return new(type.Name, position, obstacle is null ? new(name, type.ToDisplayString()) : null, obstacle);
    }

    private static string? NameObstacle(string name)
    {
        if (!Form.IsMatch(name))
            return $"is called '{name}'; a verifier's name is small letters, digits and '_', such as 'polite'";
        return RewardSourceSpec.Words.Contains(name)
            ? $"is called '{name}', which means something else already; 'own_{name}' would do"
            : null;
    }

    private static string? ClassObstacle(INamedTypeSymbol type) =>
        type.ContainingType is not null ? $"is nested in {type.ContainingType.Name}; move it out"
        : type.Arity > 0 ? "has type parameters; a verifier has none"
        : type.IsAbstract ? $"is abstract; a verifier is made with 'new {type.Name}()'"
        : type.DeclaredAccessibility != Accessibility.Public ? "is not public, as the pipelines that make it are"
        : type.AllInterfaces.All(each => each.ToDisplayString() != Interface) ? "does not implement IVerifier, as a verifier does"
        : !type.InstanceConstructors.Any(each => each is { DeclaredAccessibility: Accessibility.Public, Parameters.Length: 0 })
            ? $"has no public constructor without parameters; a verifier is made with 'new {type.Name}()'"
        : null;
}
