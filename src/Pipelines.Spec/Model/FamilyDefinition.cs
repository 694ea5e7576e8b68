using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>A family: its word, its settings, and the modules that a checkpoint of it has.</summary>
/// <param name="Family">which one</param>
/// <param name="Section">its settings</param>
/// <param name="Nodes">its modules for an architecture and a number of tokens</param>
internal sealed record FamilyDefinition(Family Family, Section<ModelSpec> Section, Func<Architecture, int, EquatableArray<ModelNode>> Nodes)
{
    /// <summary>The word that <c>family:</c> takes.</summary>
    public string Word { get; } = Family.ToString().ToLowerInvariant();
}
