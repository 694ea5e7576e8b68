using Pipelines.Spec.Diagnostics;
using Pipelines.Spec.Settings;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec;

/// <summary>The verifiers of the user's own among the rewards.</summary>
/// <param name="weight">the setting that they share with the others</param>
internal sealed class OwnVerifiers(Setting<double> weight) : IOwnCases<RewardSourceSpec>
{
    /// <inheritdoc/>
    public string Noun => "a verifier of your own";

    /// <inheritdoc/>
    public Case<RewardSourceSpec>? Find(string word, Reading reading) => reading.Verifiers.Contains(word)
        ? new(word, new(
            $"own.{word}", word, "A verifier of the user's own", [weight],
            values => new OwnVerifierSpec(values.Get(weight), word)))
        : null;

    /// <inheritdoc/>
    public bool Unknown(Slot slot, ScalarNode word, IEnumerable<string> words, Reading reading)
    {
        var all = words.Concat(reading.Verifiers).ToList();
        var hint = Nearest.To(word.Text, all) is { } near ? $"did you mean '{near}'?" : "a verifier of your own is a class with [Verifier]";
        return reading.Report(Rules.UnknownVerifier, word.At, $"{slot.Name} is {word.Found}; expected {Wording.OneOf(all)}; {hint}");
    }
}
