using System.Globalization;
using Pipelines.Spec.Settings;
using static Pipelines.Spec.FamilySettings;

namespace Pipelines.Spec;

/// <summary><c>family: bamba</c> (Ganti et al. 2024).</summary>
internal static class BambaFamily
{
    public static readonly FamilyDefinition Definition = new(
        Family.Bamba, "bamba", "Mamba-2 and attention, each with a SwiGLU",
        Names: JambaFamily.Names with { Title = "Bamba", Experts = ExpertNames.Llama },
        Preset: """
            attention_every: 8
            attention_offset: 4
            mamba2: { state: 256, conv: 4, chunk: 256 }
            ffn: swiglu
            norm: { kind: rmsnorm, eps: 1e-5 }
            rope: { theta: 10000, share: 0.5 }
            tied: false
            """,
        Places: "heads kv_heads hidden rope.theta rope.share rope.scaling "
            + $"attention_every attention_offset attention_layers {Mamba2Family.Sizes}")
    {
        Block = static (index, values) => Attends(index, values) ? "attention" : "mamba2",
        Check = static (values, reading) =>
            Periods.Check(values, AttentionEvery, AttentionOffset, reading) & Periods.CheckLayers(values, AttentionLayers, reading),
        Pattern = Layers,
    };

    private static bool Attends(int index, Values values) => values.Given(AttentionLayers)
        ? values.Get(AttentionLayers).Contains(index)
        : index % values.Get(AttentionEvery) == values.Get(AttentionOffset);

    /// <summary>The list of layers, or nothing where the preset's period gives them.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Layers(Architecture model)
    {
        var attends = model.Blocks.Select((block, index) => (block, index)).Where(pair => pair.block.Mixer is AttentionSpec)
            .Select(pair => pair.index).ToList();
        if (attends.SequenceEqual(Enumerable.Range(0, model.Depth).Where(index => index % 8 == 4))) yield break;
        yield return new(
            AttentionLayers.Key, $"[{string.Join(", ", attends.Select(index => index.ToString(CultureInfo.InvariantCulture)))}]");
    }
}
