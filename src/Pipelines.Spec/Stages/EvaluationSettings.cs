using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>evaluate:</c> within a training stage.</summary>
internal static class EvaluationSettings
{
    private static readonly Setting<long> Every = Setting.Default(
        "every", new AmountKind(0, 1_000_000_000_000), "250",
        "Steps between two looks at the held-out documents; 0 looks at the end alone").Known("eval_steps");

    private static readonly Setting<int> Batches = Setting.Default(
        "batches", new IntegerKind(0, 1_000_000), "20", "Most batches in one look; 0 takes all");

    public static readonly Section<EvaluationSpec> Section = new(
        "evaluation", "evaluation", "When the held-out documents are looked at during training",
        [Every, Batches], values => new EvaluationSpec(values.Get(Every), values.Get(Batches)));
}
