using System.Globalization;
using Pipelines.Spec.Settings;
using static Pipelines.Spec.FamilySettings;

namespace Pipelines.Spec;

/// <summary><c>family: gemma3</c> (Gemma team 2025).</summary>
internal static class Gemma3Family
{
    public static readonly FamilyDefinition Definition = new(
        Family.Gemma3, "gemma3", "Five blocks with windows to each that sees everything, two rotary bases, normalised queries and keys",
        Names: new("Gemma 3"),
        Preset: """
            ffn: geglu
            norm: { kind: rmsnorm, eps: 1e-6, unit_offset: true, placement: sandwich }
            rope: { theta: 1000000 }
            local_theta: 10000
            global_every: 6
            window: 1024
            qk_norm: true
            scaled_embedding: true
            """,
        Places: $"{LlamaFamily.Attention} window local_theta global_every softcap scale logit_softcap qkv_bias out_bias")
    {
        Block = static (index, values) => IsGlobal(index, values.Get(GlobalEvery))
            ? "{ mixer: { attention: { window: none } } }"
            : $"{{ mixer: {{ attention: {{ rope: {{ theta: {Text(values.Get(LocalTheta))}, scaling: none }} }} }} }}",
        Check = static (values, reading) => values.Valid(GlobalEvery, LocalTheta) && HasWindow(values, reading)
            & FamilyRules.BiasesTogether(values, reading),
        Pattern = static model =>
        [
            .. Periods.OfLast(model, block => block.Mixer is AttentionSpec { Window: null }, GlobalEvery, likely: 6),
            .. model.Blocks.Select(block => block.Mixer).OfType<AttentionSpec>().Where(attention => attention.Window is not null).Take(1)
                .SelectMany(Local),
        ],
        Speaker = static all => all.FirstOrDefault(attention => attention.Window is null) ?? all[0],
    };

    private static bool HasWindow(Values values, Reading reading)
    {
        var window = AttentionSettings.Window;
        if (!values.Valid(window) || values.Get(window) is not null || values.Get(GlobalEvery) == 1) return true;
        return reading.Report(
            Rules.PatternOfLayers, values.At(window),
            $"window is none, and of {values.Get(GlobalEvery)} blocks all but the last have one; give it, or say '{GlobalEvery.Key}: 1'");
    }

    private static bool IsGlobal(int index, int every) => index % every == every - 1;

    private static IEnumerable<KeyValuePair<string, string>> Local(AttentionSpec attention)
    {
        yield return new("window", Text(attention.Window!.Value));
        yield return new(LocalTheta.Key, Text(attention.Rope!.Theta));
    }

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
