using Pipelines.Spec.Settings;
using static Pipelines.Spec.ModelSettings;

namespace Pipelines.Spec;

/// <summary><c>family: llama</c> (Touvron et al. 2023; Grattafiori et al. 2024).</summary>
internal static class LlamaFamily
{
    private const int HiddenMultiple = 64;

    private static readonly Setting<int> KvHeads = Setting.Derived(
        "kv_heads", new IntegerKind(1, 1024), "`heads`",
        "Key and value heads; they divide `heads`, and fewer of them is grouped-query attention (Ainslie et al. 2023)");

    private static readonly Setting<int> HeadDim = Setting.Derived(
        "head_dim", new IntegerKind(1, 4096), "`dim` / `heads`", "Width of a head; when it is given, `heads` need not divide `dim`");

    private static readonly Setting<int> Hidden = Setting.Derived(
        "hidden", new IntegerKind(1, 1 << 20), $"8/3 · `dim`, up to a multiple of {HiddenMultiple}", "Inner width of the feed-forward");

    private static readonly Setting<RopeSpec> Rope = Setting.Default("rope", RopeSettings.Section, "{}", "Rotary positions");

    private static readonly Setting<NormSpec> Norm = Setting.Default("norm", NormSettings.RmsNorm, "{}", "The norms");

    public static readonly FamilyDefinition Definition = new(
        Family.Llama,
        new Section<ModelSpec>(
            "model.llama", "a llama model", "RMSNorm, rotary positions, grouped-query attention, SwiGLU",
            [Vocab, Dim, Layers, Heads, KvHeads, HeadDim, Hidden, Context, Tied, Rope, Norm, Dropout, Init],
            Bind, Check));

    /// <summary>Two thirds of 4·dim, so that three matrices hold what GPT-2's two do (Shazeer 2020), rounded up.</summary>
    internal static int DefaultHidden(int dim) => (8 * dim + 3 * HiddenMultiple - 1) / (3 * HiddenMultiple) * HiddenMultiple;

    private static ModelSpec Bind(Values values)
    {
        int dim = values.Get(Dim), heads = values.Get(Heads);
        var norm = values.Get(Norm);
        var attention = new AttentionSpec(
            heads, values.Get(KvHeads, heads), values.Get(HeadDim, dim / heads), QkvBias: false, OutBias: false, values.Get(Rope));
        var block = new BlockSpec(attention, new SwiGluSpec(values.Get(Hidden, DefaultHidden(dim)), Bias: false), norm);
        return new(values.Slot.Name, Family.Llama, values.Get(Vocab), new(
            dim, values.Get(Context), new NoPositions(), new([new(values.Get(Layers), new([block]))]), norm,
            values.Get(Tied), values.Get(Dropout), values.Get(Init)));
    }

    private static void Check(Values values, Reading reading)
    {
        if (!values.Valid(Dim, Heads)) return;
        if (values.Valid(KvHeads)) HeadRules.KvHeads(values, KvHeads, reading);
        if (!values.Valid(HeadDim)) return;
        var headDim = values.Given(HeadDim) ? values.Get(HeadDim) : HeadRules.HeadDim(values, reading);
        if (headDim is { } width) HeadRules.EvenHeadDim(width, values, HeadDim, reading);
    }
}
