namespace Pipelines.Data;

/// <summary>Turns the ids of XML documentation, such as <c>P:System.String.Length</c>, into names that people read.</summary>
internal sealed class MemberNames(TypeNames types)
{
    /// <summary>How prose refers to what <paramref name="cref"/> names: a type by its name, a member with its type's before it.</summary>
    public string Short(string cref)
    {
        if (cref.Length < 3 || cref[1] != ':') return cref;
        var path = cref[2..].Split('(', '~')[0];
        if (cref[0] is 'N' or '!') return path;
        var segments = types.Segments(path);
        var name = ReadableName(segments[^1], []);
        if (cref[0] == 'T' || segments.Count == 1) return name;
        return name is "#ctor" ? segments[^2] : $"{segments[^2]}.{name}";
    }

    /// <summary>
    /// The whole name with the types and names of its parameters: <c>System.Array.Fill&lt;T&gt;(T[] array, T value)</c>,
    /// <c>new System.Exception(string message)</c>.
    /// </summary>
    /// <param name="id">the member's id</param>
    /// <param name="parameterNames">in order</param>
    /// <param name="typeParameters">the names of the member's own type parameters</param>
    public string Signature(string id, IReadOnlyList<string> parameterNames, IReadOnlyList<string> typeParameters)
    {
        var (path, parameters, result) = Parts(id[2..]);
        var dot = path.LastIndexOf('.');
        var owner = dot < 0 ? [] : types.TypeParameters(path[..dot]);
        var segments = types.Segments(path);
        segments[^1] = ReadableName(segments[^1], typeParameters);
        var list = string.Join(", ", TypeNames.Arguments(parameters).Select((type, i) =>
            types.Name(type, owner, typeParameters) + (i < parameterNames.Count ? " " + parameterNames[i] : "")));
        if (segments[^1] is "#ctor") return $"new {string.Join('.', segments[..^1])}({list})";
        var whole = string.Join('.', segments);
        return id[0] switch
        {
            'M' when result != "" => $"{whole}({list}) → {types.Name(result, owner, typeParameters)}",
            'M' => $"{whole}({list})",
            'P' when list != "" => $"{whole}[{list}]",
            _ => whole,
        };
    }

    /// <summary>Cuts <c>Type.Member(parameters)~result</c> into its parts.</summary>
    private static (string Path, string Parameters, string Result) Parts(string text)
    {
        var open = text.IndexOf('(');
        var tilde = text.LastIndexOf('~');
        var result = tilde < 0 ? "" : text[(tilde + 1)..];
        if (tilde >= 0) text = text[..tilde];
        return open < 0 || open >= text.Length ? (text, "", result) : (text[..open], text[(open + 1)..].TrimEnd(')'), result);
    }

    /// <summary>
    /// Undoes what ids do to names: <c>Fill``1</c> has type parameters, and a member that implements an interface's has number signs
    /// for the dots of the interface's name.
    /// </summary>
    private static string ReadableName(string name, IReadOnlyList<string> typeParameters)
    {
        var ticks = name.IndexOf("``", StringComparison.Ordinal);
        if (ticks > 0) name = name[..ticks] + (typeParameters.Count > 0 ? $"<{string.Join(", ", typeParameters)}>" : "");
        return name.IndexOf('#') > 0 ? name.Replace('#', '.').Replace('{', '<').Replace('}', '>') : name;
    }
}
