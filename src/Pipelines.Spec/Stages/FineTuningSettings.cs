using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of every stage that trains a checkpoint further.</summary>
internal static class FineTuningSettings
{
    /// <summary>The schedule of stages that go over examples.</summary>
    public const string Rates = "{ cosine: { warmup: 10%, min_ratio: 0 } }";

    /// <summary>What training begins with.</summary>
    public static readonly Setting<string> From = Setting.Required(
        "from", new StageReferenceKind(Artifact.Checkpoint), "The stage whose checkpoint it begins with").Known("model");

    /// <summary>What is learned from.</summary>
    public static readonly Setting<EquatableArray<string>> Data = Setting.Required(
        "data", new ListKind<string>(new ReferenceKind("a data source", "data", names => names.Data), "data sources", least: 1),
        "The data sources, one after the other").Known("dataset", "train_dataset");

    /// <summary>The longest example.</summary>
    public static readonly Setting<int> MaxTokens = Setting.Derived(
        "max_tokens", new IntegerKind(2, 1 << 24), "the model's context", "Most tokens of an example; a longer one is dropped")
        .Known("max_length", "max_seq_length");

    /// <summary>What stands beside the weights.</summary>
    public static readonly Setting<AdapterSpec> Adapter = Setting.Derived(
        "adapter", AdapterSettings.Adapter, "none: the weights themselves are trained",
        "Trains matrices beside the weights instead of them")
        .Known("peft", "peft_config");

    /// <summary>How often the examples are gone over.</summary>
    public static Setting<double> Epochs(string count) => Setting.Default(
        "epochs", new NumberKind(new(0, 10_000, MinOpen: true)), count, "Passes over the examples")
        .Known("num_train_epochs", "num_epochs");

    /// <summary>The longest example, or null for the model's context.</summary>
    public static int? LongestOf(Values values) => values.Given(MaxTokens) ? values.Get(MaxTokens) : null;

    /// <summary>The defaults of an optimizer, of an adapter where there is one.</summary>
    public static OptimizerDefaults Defaults(Values values, OptimizerDefaults ofWeights) =>
        values.Find(Adapter) is null ? ofWeights : ofWeights.OfAdapter;
}
