using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Pipelines.Spec;

namespace Pipelines.Generators.Attributes;

/// <summary>One argument of <c>[Model]</c> as the setting that it is in YAML.</summary>
/// <param name="Yaml"><c>kv_heads: 2</c></param>
/// <param name="Position">the argument</param>
internal sealed record ModelSetting(string Yaml, SourcePosition Position)
{
    /// <summary>The argument <c>KvHeads = 2</c> is <c>kv_heads: 2</c>; settings of a section of their own are written in it.</summary>
    public static ModelSetting Of(string property, TypedConstant constant, SourcePosition position)
    {
        var value = ValueOf(constant);
        var yaml = property switch
        {
            nameof(ModelAttribute.RopeTheta) => $"rope: {{ theta: {value} }}",
            nameof(ModelAttribute.NormEps) => $"norm: {{ eps: {value} }}",
            nameof(ModelAttribute.InitStd) => $"init: {{ std: {value} }}",
            _ => $"{KeyOf(property)}: {value}",
        };
        return new(yaml, position);
    }

    private static string KeyOf(string property)
    {
        var key = new StringBuilder();
        foreach (var letter in property)
        {
            if (char.IsUpper(letter) && key.Length > 0) key.Append('_');
            key.Append(char.ToLowerInvariant(letter));
        }
        return key.ToString();
    }

    /// <summary>A constant as YAML writes it; a value of an enum is its name in small letters.</summary>
    private static string ValueOf(TypedConstant constant)
    {
        if (constant.Kind == TypedConstantKind.Enum)
        {
            if (constant.Type!.Name == nameof(Family) && Families.Word((Family)constant.Value!) is { } word) return word;
            var members = constant.Type.GetMembers().OfType<IFieldSymbol>();
            var named = members.FirstOrDefault(member => Equals(member.ConstantValue, constant.Value));
            return named?.Name.ToLowerInvariant() ?? Convert.ToString(constant.Value, CultureInfo.InvariantCulture);
        }
        return constant.Value switch
        {
            bool flag => flag ? "true" : "false",
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            var value => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };
    }
}
