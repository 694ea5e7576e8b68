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
/// <param name="Layers">its blocks, where they are given one by one</param>
/// <param name="Obstacle">what keeps the class from being a model, or null</param>
internal sealed record ModelDeclaration(
    string Namespace,
    string Accessibility,
    string ClassName,
    SourcePosition Position,
    EquatableArray<ModelSetting> Settings,
    EquatableArray<LayerDeclaration> Layers,
    string? Obstacle)
{
    /// <summary>Takes what is needed out of the compiler's model; null where an argument does not compile: the compiler says so.</summary>
    public static ModelDeclaration? From(GeneratorAttributeSyntaxContext context, CancellationToken cancel)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;
        var attribute = context.Attributes[0];
        if (attribute.ApplicationSyntaxReference?.GetSyntax(cancel) is not AttributeSyntax syntax) return null;
        if (SettingsOf(attribute, syntax) is not { } settings) return null;
        if (LayerDeclaration.Of(type, cancel) is not { } layers) return null;
        return new(
            type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString(),
            type.DeclaredAccessibility == Microsoft.CodeAnalysis.Accessibility.Public ? "public" : "internal",
            type.Name,
            SyntaxPosition.Of(syntax),
            new(settings),
            new(layers),
            ObstacleOf(type) ?? (layers.Count > 0 && settings.Any(setting => setting.Path == "layers")
                ? "has [Layer]s and a number of layers; they are the blocks by themselves"
                : null));
    }

    private static List<ModelSetting>? SettingsOf(AttributeData attribute, AttributeSyntax syntax)
    {
        var settings = new List<ModelSetting>();
        if (attribute.ConstructorArguments.Length == 1)
        {
            var (family, written) = (attribute.ConstructorArguments[0], syntax.ArgumentList?.Arguments.FirstOrDefault(each => each.NameEquals is null));
            if (family.Kind == TypedConstantKind.Error || written is null) return null;
            if (!Equals(family.Value, (int)Family.Composed))
                settings.Add(new("family", SettingText.Value(family), SyntaxPosition.Of(written)));
        }
        if (AttributeArguments.Named(attribute, syntax) is not { } named) return null;
        settings.AddRange(named.Select(argument => new ModelSetting(SettingPath.InModel(argument.Property), argument.Value, argument.Position)));
        return settings;
    }

    private static string? ObstacleOf(INamedTypeSymbol type) =>
        type.ContainingType is not null ? $"is nested in {type.ContainingType.Name}; move it out"
        : type.Arity > 0 ? "has type parameters; a model has none"
        : type.IsRecord ? "is a record; a model is a class"
        : type.IsStatic ? "is static; a model is made with 'new'"
        : type.IsAbstract ? "is abstract; a model is made with 'new'"
        : null;
}
