using Microsoft.CodeAnalysis;

namespace Pipelines.Torch.Tests.Surface;

/// <summary>
/// Whether code that compiles against one surface compiles against another: every type and member of the first must be one of the second,
/// with the same names, types, defaults and nullability. The second may have more: types, members, interfaces, parameters at the end that
/// a call may leave out, and a body where the first has none. Where it does not say what may be null, the first may.
/// </summary>
internal static class Comparison
{
    /// <summary>What of <paramref name="ours"/> is not in <paramref name="theirs"/>: a line each, with what has its name there below it.</summary>
    public static IReadOnlyList<string> Differences(PublicSurface ours, PublicSurface theirs) =>
        [.. ours.Types.SelectMany(type => theirs.Types.TryGetValue(type.Key, out var other) ? OfType(type.Value, other) : [$"{type.Key}: no such type"])];

    private static IEnumerable<string> OfType(INamedTypeSymbol ours, INamedTypeSymbol theirs)
    {
        var name = Declaration.MetadataName(ours);
        var (line, other) = (Declaration.ExactOf(ours), Declaration.ExactOf(theirs));
        if (!Same(line, other)) yield return Difference(name, line, [other]);
        if (!Bases(theirs).Any(type => Same(Shown(ours.BaseType), Shown(type))))
            yield return Difference(name, $"base {Shown(ours.BaseType)}", Bases(theirs).Select(Shown));
        foreach (var face in ours.Interfaces.Where(face => !theirs.AllInterfaces.Any(type => Same(Shown(face), Shown(type)))))
            yield return Difference(name, $"interface {Shown(face)}", theirs.AllInterfaces.Select(Shown));

        IEnumerable<INamedTypeSymbol?> inherited = theirs.TypeKind == TypeKind.Interface ? theirs.AllInterfaces : Bases(theirs);
        var declared = PublicSurface.Members(theirs)
            .Concat(inherited.OfType<INamedTypeSymbol>().SelectMany(PublicSurface.Members).Where(member => !IsConstructor(member)))
            .ToLookup(member => member.Name);
        foreach (var member in PublicSurface.Members(ours))
            if (!declared[member.Name].Any(candidate => Takes(member, candidate)))
                yield return Difference(name, Declaration.ExactOf(member), declared[member.Name].Select(Declaration.ExactOf));
    }

    private static bool IsConstructor(ISymbol member) => member is IMethodSymbol { MethodKind: MethodKind.Constructor };

    private static bool Takes(ISymbol ours, ISymbol theirs)
    {
        var line = Declaration.ExactOf(ours);
        var other = Declaration.ExactUpTo(theirs, (ours as IMethodSymbol)?.Parameters.Length ?? 0);
        return Same(line, other) || Same(line.Replace(" abstract ", " virtual "), other);
    }

    // Equal but for the marks of nullability that theirs does not have.
    private static bool Same(string ours, string theirs)
    {
        var read = 0;
        foreach (var letter in ours)
        {
            if (read < theirs.Length && letter == theirs[read]) read++;
            else if (letter is not ('?' or '!')) return false;
        }
        return read == theirs.Length;
    }

    private static IEnumerable<INamedTypeSymbol?> Bases(INamedTypeSymbol type)
    {
        var up = type.BaseType;
        do yield return up;
        while ((up = up?.BaseType) is not null);
    }

    private static string Shown(INamedTypeSymbol? type) => type is null ? "none" : Declaration.ExactOf(type);

    private static string Difference(string type, string ours, IEnumerable<string> theirs) =>
        string.Join("\n", [$"{type}: {ours}", .. theirs.Distinct().Take(8).Select(line => $"    there: {line}")]);
}
