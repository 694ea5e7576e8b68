using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>sweep:</c>.</summary>
internal static class SweepSettings
{
    private static readonly Setting<string> Stage = Setting.Required(
        "stage", new ReferenceKind("a stage", "stages", names => names.Stages), "The stage whose run is measured; what it needs runs too");

    private static readonly Setting<string> Metric = Setting.Default(
        "metric", new TextKind("a text"), "validation/loss", "What is measured, by its latest value");

    private static readonly Setting<bool> Greatest = Setting.Default(
        "goal", new WordKind<bool>(("least", false, "the least is the best"), ("greatest", true, "the greatest is the best")), "least",
        "Which value is the best").Known("direction", "mode");

    private static readonly Setting<SweepSearch> Search = Setting.Default(
        "search", new WordKind<SweepSearch>(
            ("grid", SweepSearch.Grid, "every combination of values, in order"),
            ("random", SweepSearch.Random, "at random"),
            ("tpe", SweepSearch.Tpe, "near what went well so far (Bergstra et al. 2011)")),
        "tpe", "How trials are chosen").Known("method", "sampler", "algorithm");

    private static readonly Setting<int> Trials = Setting.Default(
        "trials", new IntegerKind(1, 100_000), "20", "Most trials; the first has the file's own settings").Known("n_trials", "num_samples");

    private static readonly Setting<int> Parallel = Setting.Default(
        "parallel", new IntegerKind(1, 1024), "1", "Trials at once, each a process; fewer where memory does not hold so many");

    private static readonly Setting<EquatableArray<SweptSettingSpec>> Settings = Setting.Required(
        "settings", new SweptSettingsKind(), "What is varied, by its path in the file: a list of values, or a range")
        .Known("parameters", "space");

    private static readonly Setting<string> Budget = Setting.Required(
        "budget", new TextKind("a setting's path such as stages.pretrain.tokens", @"^[^\s=]+$"), "The setting that is the budget of a trial");

    private static readonly Setting<int> Factor = Setting.Default(
        "factor", new IntegerKind(2, 100), "3", "By what the budget grows from round to round, and the number of trials falls")
        .Known("eta", "reduction_factor");

    private static readonly Setting<int> Rounds = Setting.Default(
        "rounds", new IntegerKind(2, 20), "3", "Rounds, the one with the whole budget included");

    private static readonly Section<HalvingSpec> HalvingSection = new(
        "halving", "halving", "All trials with a small budget, the best of them with more (successive halving, Jamieson and Talwalkar 2016)",
        [Budget, Factor, Rounds],
        values => new HalvingSpec(values.Get(Budget), values.Get(Factor), values.Get(Rounds)));

    private static readonly Setting<HalvingSpec> Halving = Setting.Derived(
        "halving", HalvingSection, "none: every trial has the whole budget", "Trials of small budgets first");

    public static readonly Section<SweepSpec> Section = new(
        "sweep", "sweep", "Which settings `dotnet run -- sweep` tries, and what tells the best",
        [Stage, Metric, Greatest, Search, Trials, Parallel, Settings, Halving],
        values => new SweepSpec(
            values.Get(Stage), values.Get(Metric), values.Get(Greatest), values.Get(Search), values.Get(Trials), values.Get(Parallel),
            values.Get(Settings), values.Find(Halving)));
}
