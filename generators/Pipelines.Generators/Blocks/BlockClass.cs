using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Pipelines.Generators.Attributes;
using Pipelines.Generators.Catalogs;
using Pipelines.Spec;

namespace Pipelines.Generators.Blocks;

/// <summary>Reads classes with <c>[Block]</c>.</summary>
internal static class BlockClass
{
    private const string Mixer = "Pipelines.Modules.SequenceLayer";
    private const string FeedForward = "Pipelines.Modules.TokenLayer";

    /// <summary>What a block's name looks like.</summary>
    private static readonly Regex Form = new("^[a-z][a-z0-9]*(_[a-z0-9]+)*$", RegexOptions.CultureInvariant);

    /// <summary>What blocks and their constructors call something else.</summary>
    private static readonly HashSet<string> Taken = new(StringComparer.Ordinal)
    {
        "attention", "latent_attention", "mamba", "mamba2", "none", "swiglu", "geglu", "mlp", "moe",
        "self_attn", "input_layernorm", "post_attention_layernorm", "pre_feedforward_layernorm", "post_feedforward_layernorm",
        "pass", "rope", "device",
    };

    /// <summary>Takes what is needed out of the compiler's model; null where the attribute does not compile: the compiler says so.</summary>
    public static DeclaredClass<BlockDeclaration>? From(GeneratorAttributeSyntaxContext context, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var type = (INamedTypeSymbol)context.TargetSymbol;
        var attribute = context.Attributes[0];
        if (attribute.ConstructorArguments.Length != 1 || attribute.ConstructorArguments[0].Value is not string name) return null;
        var position = SyntaxPosition.Of(((TypeDeclarationSyntax)context.TargetNode).Identifier.GetLocation());
        var mixes = Derives(type, Mixer);
        var obstacle = NameObstacle(name, type) ?? ClassObstacle(type, mixes);
        if (obstacle is not null) return new(type.Name, position, null, obstacle);
        var constructors = type.InstanceConstructors.Where(each => each.DeclaredAccessibility == Accessibility.Public).ToArray();
        var constructor = constructors.FirstOrDefault(each => BlockConstructor.Obstacle(each) is null);
        if (constructor is null)
        {
            return new(type.Name, position, null, constructors.Length == 0
                ? $"has no public constructor; {BlockConstructor.Expected}"
                : BlockConstructor.Obstacle(constructors[0]));
        }
        return new(type.Name, position, new(
            name, type.ToDisplayString(), mixes, new(BlockConstructor.Settings(constructor)), Text("Rule"), Text("Weights")), null);

        string Text(string property) =>
            attribute.NamedArguments.Where(argument => argument.Key == property).Select(argument => argument.Value.Value as string)
                .FirstOrDefault() ?? "";
    }

    private static string? NameObstacle(string name, INamedTypeSymbol type)
    {
        if (!Form.IsMatch(name) || name.Length < 2)
            return $"is called '{name}'; a block's name is small letters, digits and '_', two of them at least, such as 'long_conv'";
        if (Taken.Contains(name) || SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || Inherits(type, name))
            return $"is called '{name}', which means something else already; '{name}_block' would do";
        return null;
    }

    private static string? ClassObstacle(INamedTypeSymbol type, bool mixes) =>
        type.ContainingType is not null ? $"is nested in {type.ContainingType.Name}; move it out"
        : type.Arity > 0 ? "has type parameters; a block has none"
        : type.IsAbstract ? "is abstract; a block is made with 'new'"
        : type.DeclaredAccessibility != Accessibility.Public ? "is not public, as the models that hold it are"
        : !mixes && !Derives(type, FeedForward) ? "derives neither from SequenceLayer, as a mixer does, nor from TokenLayer, as a feed-forward does"
        : null;

    private static bool Derives(INamedTypeSymbol type, string from) =>
        type.BaseType is { } above && (above.ToDisplayString() == from || Derives(above, from));

    /// <summary>Whether every module has a member of that name, which a field of a block would hide.</summary>
    private static bool Inherits(INamedTypeSymbol type, string name) =>
        type.BaseType is { } above && (above.GetMembers(name).Length > 0 || Inherits(above, name));
}
