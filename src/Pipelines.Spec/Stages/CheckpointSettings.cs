using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>checkpoint:</c> within a training stage.</summary>
internal static class CheckpointSettings
{
    private static readonly Setting<long> Every = Setting.Default(
        "every", new AmountKind(0, 1_000_000_000_000), "250",
        "Steps between two checkpoints; 0 writes the final one alone").Known("save_steps");

    private static readonly Setting<int> Keep = Setting.Default(
        "keep", new IntegerKind(1, 10_000), "2", "How many of the latest stay, beside the best").Known("save_total_limit");

    public static readonly Section<CheckpointSpec> Section = new(
        "checkpoint", "checkpoint", "When checkpoints are written, and how many stay",
        [Every, Keep], values => new CheckpointSpec(values.Get(Every), values.Get(Keep)));
}
