using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Pipelines.Spec;

namespace Pipelines.Generators.Blocks;

/// <summary>The constructor of a class with <c>[Block]</c>: the width, the settings, the device.</summary>
internal static class BlockConstructor
{
    /// <summary>What it should take.</summary>
    public const string Expected = "expected one that takes 'int dim', settings that are int, double or bool, and 'Device? device = null'";

    private const string Device = "TorchSharp.torch.Device";

    /// <summary>What keeps <paramref name="constructor"/> from making a block, or null.</summary>
    public static string? Obstacle(IMethodSymbol constructor)
    {
        var parameters = constructor.Parameters;
        if (parameters.FirstOrDefault() is not { Name: "dim", Type.SpecialType: SpecialType.System_Int32 })
            return $"has a constructor that does not begin with 'int dim'; {Expected}";
        var last = parameters[parameters.Length - 1];
        if (Plain(last.Type) != Device || !last.HasExplicitDefaultValue)
            return $"has a constructor that does not end with 'Device? device = null'; {Expected}";
        var odd = Between(parameters).FirstOrDefault(parameter => TypeOf(parameter) is null);
        return odd is null ? null : $"has a constructor that takes '{odd.Type.ToDisplayString()} {odd.Name}'; {Expected}";
    }

    /// <summary>The settings of a constructor without obstacle.</summary>
    public static IEnumerable<BlockParameter> Settings(IMethodSymbol constructor) => Between(constructor.Parameters).Select(parameter =>
        new BlockParameter(
            Key(parameter.Name), parameter.Name, TypeOf(parameter)!,
            parameter.HasExplicitDefaultValue ? Text(parameter.ExplicitDefaultValue) : null));

    private static IEnumerable<IParameterSymbol> Between(IReadOnlyList<IParameterSymbol> parameters) =>
        parameters.Skip(1).Take(parameters.Count - 2);

    private static string? TypeOf(IParameterSymbol parameter) => parameter.RefKind != RefKind.None ? null : parameter.Type.SpecialType switch
    {
        SpecialType.System_Int32 => "int",
        SpecialType.System_Double => "double",
        SpecialType.System_Boolean => "bool",
        _ => null,
    };

    private static string Plain(ITypeSymbol type) => type.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString();

    private static string Text(object? value) => value switch
    {
        bool flag => flag ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary><c>kernelSize</c> is <c>kernel_size</c> in YAML.</summary>
    private static string Key(string name)
    {
        var key = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && key.Length > 0) key.Append('_');
            key.Append(char.ToLowerInvariant(letter));
        }
        return key.ToString();
    }
}
