using Pipelines.Spec;

namespace Pipelines.Generators.Catalogs;

/// <summary>A class with an attribute that gives it a word in YAML.</summary>
/// <typeparam name="T">what such classes are declared as</typeparam>
/// <param name="ClassName">its name</param>
/// <param name="Position">where it is named</param>
/// <param name="Declaration">what it is, or null</param>
/// <param name="Obstacle">what keeps it from being that, or null</param>
internal sealed record DeclaredClass<T>(string ClassName, SourcePosition Position, T? Declaration, string? Obstacle)
    where T : class, IDeclaration;
