using System.Collections.Immutable;
using Pipelines.Spec;

namespace Pipelines.Generators.Catalogs;

/// <summary>The declarations of one kind in a project, by name.</summary>
/// <typeparam name="T">the kind</typeparam>
/// <param name="Declarations">without where they stand: what stays equal when a line moves</param>
/// <param name="Findings">classes that cannot be any, and names that two classes have</param>
internal sealed record Catalog<T>(EquatableArray<T> Declarations, EquatableArray<SpecDiagnostic> Findings)
    where T : class, IDeclaration
{
    /// <summary>A name is the first class's that has it.</summary>
    /// <param name="classes">all that have the attribute</param>
    /// <param name="rule">what is reported of those that break it</param>
    public static Catalog<T> Of(ImmutableArray<DeclaredClass<T>> classes, Rule rule)
    {
        var (found, findings) = (new Dictionary<string, T>(), new List<SpecDiagnostic>());
        foreach (var each in classes.OrderBy(each => each.Position.Path, StringComparer.Ordinal).ThenBy(each => each.Position.Start))
        {
            if (each.Declaration is not { } declared)
                findings.Add(rule.At(each.Position, $"{each.ClassName} {each.Obstacle}"));
            else if (found.TryGetValue(declared.Name, out var other))
                findings.Add(rule.At(each.Position, $"{each.ClassName} is called '{declared.Name}', and so is {other.Class}; rename one"));
            else found.Add(declared.Name, declared);
        }
        return new(new(found.Values.OrderBy(declared => declared.Name, StringComparer.Ordinal)), new(findings));
    }
}
