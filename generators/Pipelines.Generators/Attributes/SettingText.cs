using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Pipelines.Spec;

namespace Pipelines.Generators.Attributes;

/// <summary>Names and constants of C# as YAML writes them.</summary>
internal static class SettingText
{
    /// <summary><c>KvHeads</c> is <c>kv_heads</c>.</summary>
    public static string Key(string property)
    {
        var key = new StringBuilder();
        foreach (var letter in property)
        {
            if (char.IsUpper(letter) && key.Length > 0) key.Append('_');
            key.Append(char.ToLowerInvariant(letter));
        }
        return key.ToString();
    }

    /// <summary>A constant: a number, a flag, the word of an enum's value, a list.</summary>
    public static string Value(TypedConstant constant)
    {
        if (constant.Kind == TypedConstantKind.Array) return $"[{string.Join(", ", constant.Values.Select(Value))}]";
        if (constant.Kind == TypedConstantKind.Enum) return Word(constant);
        return constant.Value switch
        {
            bool flag => flag ? "true" : "false",
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            var value => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };
    }

    private static string Word(TypedConstant constant)
    {
        var type = constant.Type!;
        if (type.Name == nameof(Family) && Families.Word((Family)constant.Value!) is { } family) return family;
        var members = type.GetMembers().OfType<IFieldSymbol>();
        var name = members.FirstOrDefault(member => Equals(member.ConstantValue, constant.Value))?.Name;
        if (name is null) return Convert.ToString(constant.Value, CultureInfo.InvariantCulture) ?? "";
        return type.Name is nameof(FeedForward) or nameof(NormKind) ? name.ToLowerInvariant() : Key(name);
    }
}
