using Pipelines.Spec.Settings;
using static Pipelines.Spec.FineTuningSettings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>kind: dpo</c>, <c>ipo</c>, <c>simpo</c>, <c>orpo</c> and <c>kto</c>, which differ in the loss.</summary>
internal static class PreferenceSettings
{
    private static readonly Setting<double> Passes = Epochs("1");

    private static readonly TrainingSettings Training = new("Pairs", 8, Rates);

    private static readonly Setting<double> Beta = Strength(
        "0.1", "How far the policy may go from where it began; less lets it go farther");

    private static readonly Setting<double> LabelSmoothing = Setting.Default(
        "label_smoothing", new NumberKind(new(0, 0.5, MaxOpen: true)), "0",
        "Probability ε that a label is wrong (Chowdhury et al. 2024)");

    private static readonly Setting<bool> ReferenceFree = Setting.Default(
        "reference_free", new FlagKind(), "false", "Whether the reference counts as uniform");

    private static readonly Setting<double> SimpoBeta = Strength("2", "Factor of the mean log-probabilities of answers");

    private static readonly Setting<double> Gamma = Setting.Default(
        "gamma", new NumberKind(new(0, 1000)), "1", "The margin γ that is aimed at, in units of the reward").Known("simpo_gamma");

    private static readonly Setting<double> OrpoBeta = Strength("0.1", "Weight λ of the log odds ratio beside the cross-entropy");

    private static readonly Setting<double> Desirable = Setting.Default(
        "desirable_weight", new NumberKind(new(0, 1000)), "1", "Weight of good answers");

    private static readonly Setting<double> Undesirable = Setting.Default(
        "undesirable_weight", new NumberKind(new(0, 1000)), "1", "Weight of bad ones");

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<StageDefinition> Definitions =
    [
        Define("dpo", "a dpo stage",
            "Direct preference optimization: odds of preferences by log-ratios to a reference (Rafailov et al. 2023)",
            PreferenceGuides.Dpo, [Beta, LabelSmoothing, ReferenceFree],
            values => new DpoSpec(values.Get(Beta), values.Get(LabelSmoothing), values.Get(ReferenceFree))),
        Define("ipo", "an ipo stage",
            "Identity preference optimization: log-ratios drawn to a margin, so that no pair pulls for ever (Azar et al. 2023)",
            PreferenceGuides.Ipo, [Beta], values => new IpoSpec(values.Get(Beta))),
        Define("simpo", "a simpo stage", "Preferences by the mean log-probabilities of answers, without a reference (Meng et al. 2024)",
            PreferenceGuides.Simpo, [SimpoBeta, Gamma], values => new SimpoSpec(values.Get(SimpoBeta), values.Get(Gamma))),
        Define("orpo", "an orpo stage", "Supervised fine-tuning and a log odds ratio in one, without a reference (Hong et al. 2024)",
            PreferenceGuides.Orpo, [OrpoBeta], values => new OrpoSpec(values.Get(OrpoBeta)), OptimizerDefaults.OddsRatio),
        Define("kto", "a kto stage", "Answers that are good or bad each by itself (Ethayarajh et al. 2024)",
            PreferenceGuides.Kto, [Beta, Desirable, Undesirable],
            values => new KtoSpec(values.Get(Beta), values.Get(Desirable), values.Get(Undesirable))),
    ];

    private static StageDefinition Define(
        string word, string title, string doc, StageGuide guide, IReadOnlyList<Setting> own, Func<Values, PreferenceLossSpec> loss,
        OptimizerDefaults? defaults = null) => new(
        word, Artifact.Checkpoint,
        new Section<StageSpec>(
            $"stage.{word}", title, doc, [From, Data, .. own, Passes, MaxTokens, Adapter, .. Training.Settings],
            values => new PreferenceSpec(
                values.Slot.Name, values.Get(From), values.Get(Data), loss(values), values.Get(Passes), LongestOf(values),
                Training.Bind(values, Defaults(values, defaults ?? OptimizerDefaults.Preferences)), values.Find(Adapter))),
        guide,
        (stage, around) => PairRules.Check((PreferenceSpec)stage, ((PreferenceSpec)stage).MaxTokens, around));

    private static Setting<double> Strength(string otherwise, string doc) =>
        Setting.Default("beta", new NumberKind(new(0, 1000, MinOpen: true)), otherwise, doc);
}
