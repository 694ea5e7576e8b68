using System.Collections.Immutable;
using Pipelines.Spec;

namespace Pipelines.Generators.Blocks;

/// <summary>The blocks of a project, by name.</summary>
/// <param name="Declarations">the blocks, without where they stand: what stays equal when a line moves</param>
/// <param name="Findings">classes that cannot be blocks, and names that two classes have</param>
internal sealed record BlockCatalog(EquatableArray<BlockDeclaration> Declarations, EquatableArray<SpecDiagnostic> Findings)
{
    /// <summary>A name is the first class's that has it.</summary>
    public static BlockCatalog Of(ImmutableArray<BlockClass> classes)
    {
        var (blocks, findings) = (new Dictionary<string, BlockDeclaration>(), new List<SpecDiagnostic>());
        foreach (var each in classes.OrderBy(each => each.Position.Path, StringComparer.Ordinal).ThenBy(each => each.Position.Start))
        {
            if (each.Declaration is not { } block)
                findings.Add(Rules.BlockDeclaration.At(each.Position, $"{each.ClassName} {each.Obstacle}"));
            else if (blocks.TryGetValue(block.Name, out var other))
                findings.Add(Rules.BlockDeclaration.At(each.Position, $"{each.ClassName} is called '{block.Name}', and so is {other.Class}; rename one"));
            else blocks.Add(block.Name, block);
        }
        return new(new(blocks.Values.OrderBy(block => block.Name, StringComparer.Ordinal)), new(findings));
    }
}
