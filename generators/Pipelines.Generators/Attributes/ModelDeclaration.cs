using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Pipelines.Spec;

namespace Pipelines.Generators.Attributes;

/// <summary>A class with <c>[Model]</c>.</summary>
/// <param name="Namespace">where it lives; empty for the global namespace</param>
/// <param name="Accessibility"><c>public</c> or <c>internal</c></param>
/// <param name="ClassName">its name</param>
/// <param name="Position">the attribute</param>
/// <param name="Settings">its arguments</param>
/// <param name="Obstacle">what keeps the class from being a model, or null</param>
internal sealed record ModelDeclaration(
    string Namespace,
    string Accessibility,
    string ClassName,
    SourcePosition Position,
    EquatableArray<ModelSetting> Settings,
    string? Obstacle)
{
    /// <summary>Takes what is needed out of the compiler's model; null where an argument does not compile: the compiler says so.</summary>
    public static ModelDeclaration? From(GeneratorAttributeSyntaxContext context, CancellationToken cancel)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;
        var attribute = context.Attributes[0];
        if (attribute.ApplicationSyntaxReference?.GetSyntax(cancel) is not AttributeSyntax syntax) return null;
        if (SettingsOf(attribute, syntax) is not { } settings) return null;
        return new(
            type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString(),
            type.DeclaredAccessibility == Microsoft.CodeAnalysis.Accessibility.Public ? "public" : "internal",
            type.Name,
            PositionOf(syntax),
            new(settings),
            ObstacleOf(type));
    }

    private static List<ModelSetting>? SettingsOf(AttributeData attribute, AttributeSyntax syntax)
    {
        var settings = new List<ModelSetting>();
        var arguments = syntax.ArgumentList?.Arguments.ToArray() ?? [];
        if (attribute.ConstructorArguments.Length == 1)
        {
            var position = arguments.FirstOrDefault(argument => argument.NameEquals is null);
            if (!Add("Family", attribute.ConstructorArguments[0], position)) return null;
        }
        foreach (var named in attribute.NamedArguments)
        {
            var position = arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == named.Key);
            if (!Add(named.Key, named.Value, position)) return null;
        }
        return settings;

        bool Add(string property, TypedConstant value, AttributeArgumentSyntax? argument)
        {
            if (value.Kind == TypedConstantKind.Error || argument is null) return false;
            settings.Add(ModelSetting.Of(property, value, PositionOf(argument)));
            return true;
        }
    }

    private static string? ObstacleOf(INamedTypeSymbol type) =>
        type.ContainingType is not null ? $"is nested in {type.ContainingType.Name}; move it out"
        : type.Arity > 0 ? "has type parameters; a model has none"
        : type.IsRecord ? "is a record; a model is a class"
        : type.IsStatic ? "is static; a model is made with 'new'"
        : type.IsAbstract ? "is abstract; a model is made with 'new'"
        : null;

    private static SourcePosition PositionOf(SyntaxNode node)
    {
        var location = node.GetLocation();
        var span = location.GetLineSpan();
        return new(
            span.Path,
            span.StartLinePosition.Line + 1, span.StartLinePosition.Character + 1,
            span.EndLinePosition.Line + 1, span.EndLinePosition.Character + 1,
            location.SourceSpan.Start, location.SourceSpan.Length);
    }
}
