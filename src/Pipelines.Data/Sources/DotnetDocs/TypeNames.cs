using System.Globalization;

namespace Pipelines.Data;

/// <summary>
/// Turns types as the ids of XML documentation spell them (<c>System.Collections.Generic.List{``0}[]</c>) into types as C# does
/// (<c>List&lt;T&gt;[]</c>).
/// </summary>
internal sealed class TypeNames
{
    private const int MostTypeParameters = 64;

    private static readonly Dictionary<string, string> Keywords = new()
    {
        ["System.Boolean"] = "bool",
        ["System.Byte"] = "byte",
        ["System.SByte"] = "sbyte",
        ["System.Char"] = "char",
        ["System.Decimal"] = "decimal",
        ["System.Double"] = "double",
        ["System.Single"] = "float",
        ["System.Int16"] = "short",
        ["System.UInt16"] = "ushort",
        ["System.Int32"] = "int",
        ["System.UInt32"] = "uint",
        ["System.Int64"] = "long",
        ["System.UInt64"] = "ulong",
        ["System.IntPtr"] = "nint",
        ["System.UIntPtr"] = "nuint",
        ["System.Object"] = "object",
        ["System.String"] = "string",
    };

    private readonly Dictionary<string, IReadOnlyList<string>> declared = [];

    /// <summary>Notes what a type calls its type parameters.</summary>
    public void Declare(string typePath, IReadOnlyList<string> names) => declared[typePath] = names;

    /// <summary>The parts of a dotted path; generic types with their type parameters: <c>System</c>, <c>Action&lt;T&gt;</c>.</summary>
    public List<string> Segments(string path)
    {
        var segments = new List<string>();
        for (int start = 0, end; start <= path.Length; start = end + 1)
        {
            end = path.IndexOf('.', start);
            if (end < 0) end = path.Length;
            var parameters = OwnTypeParameters(path[..end]);
            var segment = path[start..end];
            segments.Add(parameters.Count == 0 ? segment : $"{segment[..segment.IndexOf('`')]}<{string.Join(", ", parameters)}>");
        }

        return segments;
    }

    /// <summary>The type parameters of a type and of the types around it, in the order of their numbers.</summary>
    public List<string> TypeParameters(string typePath)
    {
        var names = new List<string>();
        for (int start = 0, end; start <= typePath.Length; start = end + 1)
        {
            end = typePath.IndexOf('.', start);
            if (end < 0) end = typePath.Length;
            names.AddRange(OwnTypeParameters(typePath[..end]));
        }

        return names;
    }

    /// <summary>A type's name without its namespace.</summary>
    /// <param name="type">as an id spells it</param>
    /// <param name="owner">type parameters of the type around, which <c>`0</c> refers to</param>
    /// <param name="method">type parameters of the method around, which <c>``0</c> refers to</param>
    public string Name(string type, IReadOnlyList<string> owner, IReadOnlyList<string> method)
    {
        if (type.EndsWith('@')) return "ref " + Name(type[..^1], owner, method);
        if (type.EndsWith('*')) return Name(type[..^1], owner, method) + "*";
        if (type.EndsWith(']') && type.LastIndexOf('[') is > 0 and var bracket)
            return $"{Name(type[..bracket], owner, method)}[{new string(',', type[bracket..].Count(character => character == ','))}]";
        if (type.StartsWith("``", StringComparison.Ordinal)) return Numbered(type[2..], method);
        if (type.StartsWith('`')) return Numbered(type[1..], owner);
        if (Keywords.TryGetValue(type, out var keyword)) return keyword;
        var (open, close) = (type.IndexOf('{'), type.LastIndexOf('}'));
        if (open < 0 || close < open) return Segments(type)[^1];
        var arguments = Arguments(type[(open + 1)..close]).Select(argument => Name(argument, owner, method)).ToList();
        var name = type[..open].Split('.')[^1];
        return name == "Nullable" ? arguments[0] + "?" : $"{name}<{string.Join(", ", arguments)}>{type[(close + 1)..]}";
    }

    /// <summary>The parts of a list between its outermost commas.</summary>
    public static IEnumerable<string> Arguments(string list)
    {
        var (depth, start) = (0, 0);
        for (var i = 0; i < list.Length; i++)
        {
            if (list[i] is '{' or '[' or '(') depth++;
            if (list[i] is '}' or ']' or ')') depth--;
            if (list[i] != ',' || depth > 0) continue;
            yield return list[start..i];
            start = i + 1;
        }

        if (list.Length > 0) yield return list[start..];
    }

    /// <summary>The type parameters of the last type in a path: as declared, else T, or T1, T2 and so on.</summary>
    private IReadOnlyList<string> OwnTypeParameters(string typePath)
    {
        var tick = typePath.LastIndexOf('`');
        if (tick <= 0 || typePath[tick - 1] == '`') return [];
        if (!TryParse(typePath.AsSpan(tick + 1), out var count) || count > MostTypeParameters) return [];
        if (declared.TryGetValue(typePath, out var names) && names.Count == count) return names;
        return count == 1 ? ["T"] : [.. Enumerable.Range(1, count).Select(number => $"T{number}")];
    }

    private static string Numbered(string number, IReadOnlyList<string> names) =>
        TryParse(number, out var index) && index < names.Count ? names[index] : "T" + number;

    private static bool TryParse(ReadOnlySpan<char> digits, out int number) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
