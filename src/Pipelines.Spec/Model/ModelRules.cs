using Pipelines.Spec.Settings;
using static Pipelines.Spec.ModelSettings;

namespace Pipelines.Spec;

/// <summary>What the blocks of one model have to do with each other.</summary>
internal static class ModelRules
{
    /// <summary>Reports each rule that a model's blocks break together; whether they break none.</summary>
    public static bool Check(EquatableArray<BlockGroup> groups, Values values, Reading reading)
    {
        var depth = groups.Sum(group => (long)group.Repeat * group.Blocks.Count);
        if (depth > LayersKind.Most)
        {
            return reading.Report(
                Rules.OutOfRange, values.At(Layers), $"layers come to {depth} blocks; expected {LayersKind.Most} at most");
        }
        var mixers = groups.SelectMany(group => group.Blocks).Select(block => block.Mixer).ToList();
        if (!mixers.Any(mixer => mixer is AttentionSpec { Causal: false })) return true;
        if (mixers.FirstOrDefault(OneWay) is not { } oneWay) return true;
        var what = oneWay is AttentionSpec
            ? "attention elsewhere that is causal"
            : $"{oneWay.Word} blocks, which see only what came before";
        return reading.Report(
            Rules.MixedDirections, values.At(values.Given(AttentionSettings.Causal) ? AttentionSettings.Causal : Layers),
            $"attention that is not causal stands beside {what}: a model either fills in tokens or continues them; "
            + "say 'causal' of the whole model, and leave such blocks out of one that is not");
    }

    private static bool OneWay(MixerSpec mixer) =>
        mixer is AttentionSpec { Causal: true } or LatentAttentionSpec or MambaSpec or Mamba2Spec;
}
