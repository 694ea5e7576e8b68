using Pipelines.Spec.Settings;
using static Pipelines.Spec.ModelSettings;

namespace Pipelines.Spec;

/// <summary><c>family: gpt2</c> (Radford et al. 2019).</summary>
internal static class Gpt2Family
{
    private static readonly Setting<int> Hidden = Setting.Derived(
        "hidden", new IntegerKind(1, 1 << 20), "4 · `dim`", "Inner width of the feed-forward");

    private static readonly Setting<NormSpec> Norm = Setting.Default("norm", NormSettings.LayerNorm, "{}", "The norms");

    public static readonly FamilyDefinition Definition = new(
        Family.Gpt2,
        new Section<ModelSpec>(
            "model.gpt2", "a gpt2 model", "LayerNorm, learned positions, full attention with biases, GELU",
            [Vocab, Dim, Layers, Heads, Hidden, Context, Tied, Norm, Dropout, Init],
            Bind, Check));

    private static ModelSpec Bind(Values values)
    {
        int dim = values.Get(Dim), heads = values.Get(Heads);
        var norm = values.Get(Norm);
        var attention = new AttentionSpec(heads, heads, dim / heads, QkvBias: true, OutBias: true, Rope: null);
        var block = new BlockSpec(attention, new MlpSpec(values.Get(Hidden, 4 * dim), Bias: true), norm);
        return new(values.Slot.Name, Family.Gpt2, values.Get(Vocab), new(
            dim, values.Get(Context), new LearnedPositions(), new([new(values.Get(Layers), new([block]))]), norm,
            values.Get(Tied), values.Get(Dropout), values.Get(Init)));
    }

    private static void Check(Values values, Reading reading)
    {
        if (values.Valid(Dim, Heads)) HeadRules.HeadDim(values, reading);
    }
}
