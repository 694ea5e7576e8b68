using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of learning-rate schedules. A new one is a section and its word.</summary>
internal static class ScheduleSettings
{
    private static readonly Setting<StepSpan> Warmup = Setting.Default(
        "warmup", new StepSpanKind(), "2%", "Steps of linear rise from zero, or a share of them all");

    private static readonly Setting<StepSpan> Decay = Setting.Default(
        "decay", new StepSpanKind(), "20%", "Steps of linear fall at the end, or a share of them all");

    private static readonly Setting<double> CosineMinimum = Minimum("10%");

    private static readonly Setting<double> WsdMinimum = Minimum("0");

    /// <summary>Any schedule.</summary>
    public static readonly ChoiceKind<ScheduleSpec> Schedule = new(
        "a schedule",
        [
            new("constant", new(
                "schedule.constant", "constant", "The peak rate after the warm-up", [Warmup],
                values => new ConstantSpec(values.Get(Warmup)))),
            new("cosine", new(
                "schedule.cosine", "cosine", "Half a cosine from the peak down (Loshchilov and Hutter 2017)", [Warmup, CosineMinimum],
                values => new CosineSpec(values.Get(Warmup), values.Get(CosineMinimum)))),
            new("wsd", new(
                "schedule.wsd", "wsd", "Warm-up, stable, decay (Hu et al. 2024)", [Warmup, Decay, WsdMinimum],
                values => new WsdSpec(values.Get(Warmup), values.Get(Decay), values.Get(WsdMinimum)))),
        ]);

    private static Setting<double> Minimum(string yaml) => Setting.Default(
        "min_ratio", new ShareKind(new(0, 1)), yaml, "The rate at the end, as a share of the peak");
}
