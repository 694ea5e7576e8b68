using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>A family: its word and its settings.</summary>
/// <param name="Family">which one</param>
/// <param name="Section">its settings</param>
internal sealed record FamilyDefinition(Family Family, Section<ModelSpec> Section)
{
    /// <summary>The word that <c>family:</c> takes.</summary>
    public string Word { get; } = Family.ToString().ToLowerInvariant();
}
