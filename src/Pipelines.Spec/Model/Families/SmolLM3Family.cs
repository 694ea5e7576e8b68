using static Pipelines.Spec.FamilySettings;

namespace Pipelines.Spec;

/// <summary><c>family: smollm3</c> (Bakouch et al. 2025; blocks without positions: Yang et al. 2025).</summary>
internal static class SmolLM3Family
{
    public static readonly FamilyDefinition Definition = new(
        Family.SmolLM3, "smollm3", "Llama with no positions in every fourth block",
        Names: new("SmolLM3"),
        Preset: "{ ffn: swiglu, norm: { kind: rmsnorm, eps: 1e-6 }, rope: { theta: 2000000 }, nope_every: 4 }",
        Places: $"{LlamaFamily.Attention} nope_every qkv_bias out_bias ffn.swiglu.bias")
    {
        Block = static (index, values) => index % values.Get(NopeEvery) == values.Get(NopeEvery) - 1
            ? "{ mixer: { attention: { rope: none } } }"
            : "attention",
        Check = static (values, reading) => values.Valid(NopeEvery) && FamilyRules.BiasesTogether(values, reading),
        Pattern = static model => Periods.OfLast(model, block => block.Mixer is AttentionSpec { Rope: null }, NopeEvery, likely: 4),
        Speaker = static all => all.FirstOrDefault(attention => attention.Rope is not null) ?? all[0],
    };
}
