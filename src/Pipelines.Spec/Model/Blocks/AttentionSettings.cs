using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>attention</c>, which a model gives for all of its blocks and a block for itself.</summary>
internal static class AttentionSettings
{
    private const string Title = "an attention mixer";

    public static readonly Setting<int> Heads = Setting.Derived(
        "heads", new IntegerKind(1, 1024), "attention needs it", "Query heads; they divide `dim` unless `head_dim` is given");

    public static readonly Setting<int> KvHeads = Setting.Derived(
        "kv_heads", new IntegerKind(1, 1024), "`heads`",
        "Key and value heads; they divide `heads`, and fewer of them is grouped-query attention (Ainslie et al. 2023)");

    public static readonly Setting<int> HeadDim = Setting.Derived(
        "head_dim", new IntegerKind(1, 4096), "`dim` / `heads`", "Width of a head; when it is given, `heads` need not divide `dim`");

    public static readonly Setting<Given<RopeSpec>?> Rope = Setting.Derived(
        "rope", new OptionalKind<RopeSpec>(RopeSettings.Section), "`{}`; `none` with `alibi`", "Rotary positions");

    public static readonly Setting<Given<int>?> Window = Setting.Default(
        "window", new OptionalKind<int>(new IntegerKind(1, 1 << 24)), "none",
        "How many tokens back a token sees, itself included (Beltagy et al. 2020)");

    private static readonly Setting<QkNorm> QkNorm = Setting.Default(
        "qk_norm",
        new WordKind<QkNorm>(
            ("false", Spec.QkNorm.None, "as they are projected"),
            ("true", Spec.QkNorm.Head, "a head at a time (Henry et al. 2020)"),
            ("whole", Spec.QkNorm.Whole, "all heads together (OLMo team 2024)")),
        "false", "Whether queries and keys are normalised");

    public static readonly Setting<bool> QkvBias = Setting.Default(
        "qkv_bias", new FlagKind(), "false", "Whether the projections to queries, keys and values have biases");

    public static readonly Setting<bool> OutBias = Setting.Default(
        "out_bias", new FlagKind(), "false", "Whether the projection out of attention has one");

    private static readonly Setting<Given<double>?> Softcap = Setting.Default(
        "softcap", new OptionalKind<double>(new NumberKind(new(0, 1e6, MinOpen: true))), "none",
        "The c in c·tanh(score / c) (Gemma team 2024)");

    private static readonly Setting<Given<double>?> Scale = Setting.Derived(
        "scale", new OptionalKind<double>(new NumberKind(new(0, 1e6, MinOpen: true))), "1/√`head_dim`", "Factor of the scores");

    private static readonly Setting<bool> Alibi = Setting.Default(
        "alibi", new FlagKind(), "false", "Whether scores fall with distance, a slope for each head (Press et al. 2022)");

    public static readonly Setting<bool> Causal = Setting.Default(
        "causal", new FlagKind(), "true", "Whether tokens see only those before them");

    private static readonly Setting<bool> Cross = Setting.Default(
        "cross", new FlagKind(), "false", "Whether keys and values come from another sequence");

    private static readonly Setting<bool> Sinks = Setting.Default(
        "sinks", new FlagKind(), "false",
        "Whether each head has a learned score beside those of the keys, with nothing behind it (Xiao et al. 2023; OpenAI 2025)");

    /// <summary>What a model may say for all of its attention.</summary>
    public static readonly IReadOnlyList<Setting> Shared =
        [Heads, KvHeads, HeadDim, Rope, Window, QkNorm, QkvBias, OutBias, Softcap, Scale, Alibi, Causal, Sinks];

    public static readonly Section<Draft<MixerSpec>> Section = new(
        "attention", "attention", "Softmax attention (Vaswani et al. 2017); what is left out is the model's",
        [.. Shared, Cross], values => scope => Of(values, scope));

    private static AttentionSpec? Of(Values values, BlockScope scope)
    {
        if (!scope.Needs(values, Heads, Title)) return null;
        var heads = values.Get(Heads);
        var whole = HeadRules.KvHeads(values, scope);
        var headDim = values.Given(HeadDim) ? values.Get(HeadDim) : HeadRules.HeadDim(values, scope);
        var alibi = values.Get(Alibi);
        var rope = values.Given(Rope) ? values.Get(Rope)?.Value : alibi ? null : RopeSettings.Default;
        if (headDim is null || !whole) return null;
        if (rope is not null && !HeadRules.Turns(headDim.Value, rope.Share, values, scope)) return null;
        if (rope is not null && !HeadRules.Factors(headDim.Value, rope, values, scope)) return null;
        if (alibi && rope is not null)
        {
            scope.Report(
                Rules.AlibiWithRope, values.At(Alibi),
                "alibi and rope both bring positions into the scores; leave one of them out, or say 'rope: none'");
            return null;
        }
        return new AttentionSpec(heads, values.Get(KvHeads, heads), headDim.Value, values.Get(QkvBias), values.Get(OutBias), rope)
        {
            Window = values.Get(Window)?.Value,
            QkNorm = values.Get(QkNorm),
            Softcap = values.Get(Softcap)?.Value,
            Scale = values.Get(Scale)?.Value,
            Alibi = alibi,
            Causal = values.Get(Causal),
            Cross = values.Get(Cross),
            Sinks = values.Get(Sinks),
        };
    }
}
