using Pipelines.Spec;

namespace Pipelines.Generators.Verifiers;

/// <summary>A verifier of the project's own.</summary>
/// <param name="Name">its word in YAML</param>
/// <param name="Class">its class, with its namespace</param>
internal sealed record VerifierDeclaration(string Name, string Class) : IDeclaration;
