using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>adapter:</c> within a stage that trains a checkpoint further.</summary>
internal static class AdapterSettings
{
    private static readonly Setting<int> Rank = Setting.Default(
        "rank", new IntegerKind(1, 65536), "8", "Inner width r of B·A").Known("r", "lora_r", "lora_rank");

    private static readonly Setting<double> Alpha = Setting.Default(
        "alpha", new NumberKind(new(0, 1e6, MinOpen: true)), "16", "The α of the scale α / r").Known("lora_alpha");

    private static readonly Setting<double> Dropout = Setting.Default(
        "dropout", new NumberKind(new(0, 1, MaxOpen: true)), "0", "Probability of dropping a channel of what goes into A")
        .Known("lora_dropout");

    private static readonly Setting<EquatableArray<string>> Targets = Setting.Derived(
        "targets", new ListKind<string>(new TextKind("the name of a projection"), "projections", least: 1, most: 64),
        "every projection of the blocks",
        "What it stands beside: names (`q_proj`), or patterns over paths (`layers.[0-3].*.q_proj`), in which `*` is any text, "
        + "`?` any character and `[0-3]` one of those").Known("target_modules", "lora_target_modules");

    private static readonly Setting<bool> RankStabilized = Setting.Default(
        "rank_stabilized", new FlagKind(), "false", "Whether the scale is α / √r instead (Kalajdzievski 2023)")
        .Known("use_rslora", "rslora", "rs_lora");

    private static readonly Setting<AdapterInit> Init = Setting.Default(
        "init",
        new WordKind<AdapterInit>(
            ("kaiming", AdapterInit.Kaiming, "uniform in ±1/√in (He et al. 2015)"),
            ("gaussian", AdapterInit.Gaussian, "normal with a deviation of 1/r")),
        "kaiming", "How A begins; B begins at zero").Known("init_lora_weights");

    /// <summary>Any adapter.</summary>
    public static readonly ChoiceKind<AdapterSpec> Adapter = new(
        "an adapter",
        [
            Case("lora", AdapterKind.Lora, "Low-rank matrices beside frozen weights (Hu et al. 2021)"),
            Case("dora", AdapterKind.Dora, "Low-rank matrices for directions, and a magnitude for each output (Liu et al. 2024)"),
            Case("qlora", AdapterKind.Qlora, "Low-rank matrices beside weights in 4 bits, double quantized (Dettmers et al. 2023)"),
        ]);

    private static Case<AdapterSpec> Case(string word, AdapterKind kind, string doc) => new(word, new(
        $"adapter.{word}", word, doc, [Rank, Alpha, Dropout, Targets, RankStabilized, Init],
        values => new AdapterSpec(
            kind, values.Get(Rank), values.Get(Alpha), values.Get(Dropout), values.Get(Targets, default), values.Get(RankStabilized),
            values.Get(Init))));
}
