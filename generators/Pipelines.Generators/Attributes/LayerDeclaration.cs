using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Pipelines.Spec;

namespace Pipelines.Generators.Attributes;

/// <summary>A <c>[Layer]</c> of a class with <c>[Model]</c>.</summary>
/// <param name="Position">the attribute</param>
/// <param name="Settings">the item of <c>layers:</c> that it is; a setting without a value is a part with its defaults</param>
internal sealed record LayerDeclaration(SourcePosition Position, EquatableArray<ModelSetting> Settings)
{
    /// <summary>The layers of <paramref name="type"/> in order; null where one does not compile: the compiler says so.</summary>
    public static List<LayerDeclaration>? Of(INamedTypeSymbol type, CancellationToken cancel)
    {
        var layers = new List<LayerDeclaration>();
        foreach (var attribute in type.GetAttributes())
        {
            if (attribute.AttributeClass?.ToDisplayString() != "Pipelines.Spec.LayerAttribute") continue;
            if (attribute.ApplicationSyntaxReference?.GetSyntax(cancel) is not AttributeSyntax syntax) return null;
            if (Of(attribute, syntax) is not { } layer) return null;
            layers.Add(layer);
        }
        return [.. layers.OrderBy(layer => layer.Position.Path, StringComparer.Ordinal).ThenBy(layer => layer.Position.Start)];
    }

    private static LayerDeclaration? Of(AttributeData attribute, AttributeSyntax syntax)
    {
        var parts = attribute.ConstructorArguments;
        if (parts.Length == 0 || parts.Any(part => part.Kind == TypedConstantKind.Error || part.IsNull)) return null;
        if (AttributeArguments.Named(attribute, syntax) is not { } named) return null;
        var (mixer, feedForward) = (SettingText.Value(parts[0]), parts.Length > 1 ? SettingText.Value(parts[1]) : null);
        var position = SyntaxPosition.Of(syntax);
        var settings = new List<ModelSetting> { new($"mixer.{mixer}", Own("MixerSettings"), position) };
        if (feedForward is not null) settings.Add(new($"ffn.{feedForward}", Own("FeedForwardSettings"), position));
        settings.AddRange(named
            .Where(argument => argument.Property is not ("MixerSettings" or "FeedForwardSettings"))
            .Select(argument => new ModelSetting(
                SettingPath.InLayer(argument.Property, mixer, feedForward), argument.Value, argument.Position)));
        return new(position, new(settings));

        string Own(string property)
        {
            var text = named.FirstOrDefault(argument => argument.Property == property).Value ?? "";
            return $"{{ {string.Join(" ", text.Split('\n', '\r'))} }}";
        }
    }
}
