using System.Collections.Immutable;
using Pipelines.Spec;

namespace Pipelines.Generators.Verifiers;

/// <summary>The verifiers of a project, by name.</summary>
/// <param name="Declarations">the verifiers, without where they stand: what stays equal when a line moves</param>
/// <param name="Findings">classes that cannot be verifiers, and names that two classes have</param>
internal sealed record VerifierCatalog(EquatableArray<VerifierDeclaration> Declarations, EquatableArray<SpecDiagnostic> Findings)
{
    /// <summary>A name is the first class's that has it.</summary>
    public static VerifierCatalog Of(ImmutableArray<VerifierClass> classes)
    {
        var (verifiers, findings) = (new Dictionary<string, VerifierDeclaration>(), new List<SpecDiagnostic>());
        foreach (var each in classes.OrderBy(each => each.Position.Path, StringComparer.Ordinal).ThenBy(each => each.Position.Start))
        {
            if (each.Declaration is not { } verifier)
                findings.Add(Rules.VerifierDeclaration.At(each.Position, $"{each.ClassName} {each.Obstacle}"));
            else if (verifiers.TryGetValue(verifier.Name, out var other))
            {
                findings.Add(Rules.VerifierDeclaration.At(
                    each.Position, $"{each.ClassName} is called '{verifier.Name}', and so is {other.Class}; rename one"));
            }
            else verifiers.Add(verifier.Name, verifier);
        }
        return new(new(verifiers.Values.OrderBy(verifier => verifier.Name, StringComparer.Ordinal)), new(findings));
    }
}
