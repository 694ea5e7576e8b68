using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Pipelines.Spec;

namespace Pipelines.Generators.Attributes;

/// <summary>The named arguments of an attribute, with where they stand.</summary>
internal static class AttributeArguments
{
    /// <summary>The arguments in order of the source; null where one does not compile: the compiler says so.</summary>
    public static List<(string Property, string Value, SourcePosition Position)>? Named(AttributeData attribute, AttributeSyntax syntax)
    {
        var named = new List<(string, string, SourcePosition)>();
        foreach (var argument in attribute.NamedArguments)
        {
            var written = syntax.ArgumentList?.Arguments.FirstOrDefault(each => each.NameEquals?.Name.Identifier.ValueText == argument.Key);
            if (argument.Value.Kind == TypedConstantKind.Error || written is null) return null;
            var value = SettingPath.ValueOf(argument.Key, SettingText.Value(argument.Value));
            named.Add((argument.Key, value, SyntaxPosition.Of(written)));
        }
        return named;
    }
}
