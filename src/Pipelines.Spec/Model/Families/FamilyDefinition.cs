using Pipelines.Spec.Settings;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec;

/// <summary>A family: a preset of the model's settings, and what of them its checkpoints leave open.</summary>
/// <param name="Family">which one</param>
/// <param name="Word">the word that <c>family:</c> takes, which most often is Hugging Face's <c>model_type</c></param>
/// <param name="Doc">what it is</param>
/// <param name="Names">what its checkpoints call their modules</param>
/// <param name="Preset">what it says of a model's settings, as YAML</param>
/// <param name="Places">
/// the settings that may differ from the preset, since the family's configuration has a place for them: dotted paths with spaces between
/// </param>
internal sealed record FamilyDefinition(
    Family Family, string Word, string Doc, CheckpointNames Names, string Preset, string Places)
{
    /// <summary>What every checkpoint has a place for, or need not know.</summary>
    private const string Always = "family vocab dim layers context tied dropout init norm.eps";

    private readonly HashSet<string> places = new($"{Always} {Places}".Split(' '));

    /// <summary>The preset as a tree.</summary>
    public MappingNode Tree { get; } = (MappingNode)YamlTree.Read($"preset of {Word}", Preset, [])!;

    /// <summary>The block at a place counted from 0, as a list of blocks writes it.</summary>
    public Func<int, Values, string> Block { get; init; } = static (_, _) => "attention";

    /// <summary>Reports the rules of this family alone that a model breaks; whether its blocks are then known.</summary>
    public Func<Values, Reading, bool> Check { get; init; } = static (_, _) => true;

    /// <summary>Which of <see cref="FamilySettings"/> give the blocks of an architecture, as YAML.</summary>
    public Func<Architecture, IEnumerable<KeyValuePair<string, string>>> Pattern { get; init; } = static _ => [];

    /// <summary>
    /// The attention that says what a model of the family says for all of its blocks, as far as <see cref="Pattern"/> does not.
    /// </summary>
    public Func<IReadOnlyList<AttentionSpec>, AttentionSpec> Speaker { get; init; } = static all => all[0];

    /// <summary>Whether all of its blocks attend, so that a model of it says with how many heads.</summary>
    public bool AlwaysAttends => places.Contains(AttentionSettings.Heads.Key) && !places.Contains(FamilySettings.AttentionEvery.Key);

    /// <summary>The settings, at the top, of which something may differ from the preset.</summary>
    public IEnumerable<string> Keys => places.Select(place => place.Split('.')[0]).Distinct();

    /// <summary>Whether a setting may differ from the preset: it, or what it stands in, has a place.</summary>
    public bool HasPlace(string path)
    {
        for (var end = path.Length; end > 0; end = path.LastIndexOf('.', end - 1))
            if (places.Contains(path.Substring(0, end))) return true;
        return false;
    }

    /// <summary>Whether something within a setting may differ from the preset.</summary>
    public bool HasPlaceWithin(string path) => places.Any(place => place.StartsWith(path + ".", StringComparison.Ordinal));
}
