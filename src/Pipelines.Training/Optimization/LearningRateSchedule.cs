using Pipelines.Spec;

namespace Pipelines.Training;

/// <summary>The learning rate as a share of its peak: a pure function of the step, so that nothing about it needs saving.</summary>
public sealed class LearningRateSchedule
{
    private readonly ScheduleSpec spec;
    private readonly long steps;
    private readonly long warmup;

    /// <summary>A schedule over a whole run.</summary>
    /// <param name="spec">its shape</param>
    /// <param name="steps">optimizer steps in the run, at least 1</param>
    public LearningRateSchedule(ScheduleSpec spec, long steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        (this.spec, this.steps, warmup) = (spec, steps, spec.Warmup.Steps(steps));
    }

    /// <summary>The share of the peak rate at a step, counted from 0.</summary>
    /// <remarks>
    /// The warm-up rises by 1/(warm-up + 1) a step, so that no step is spent at zero and the first after it is at the peak. Decays
    /// reach their end one step after the last, so that the last step counts too.
    /// </remarks>
    public double Factor(long step) => Math.Min(Rise(step), Fall(step));

    private double Rise(long step) => step < warmup ? (step + 1.0) / (warmup + 1) : 1;

    private double Fall(long step) => spec switch
    {
        ConstantSpec => 1,
        CosineSpec cosine => cosine.MinRatio + (1 - cosine.MinRatio) * 0.5 * (1 + Math.Cos(Math.PI * Progress(step, warmup))),
        WsdSpec wsd => 1 - (1 - wsd.MinRatio) * Progress(step, steps - wsd.Decay.Steps(steps)),
        _ => throw new NotSupportedException($"no schedule is known for {spec.GetType().Name}"),
    };

    /// <summary>How far a step is from <paramref name="from"/> to the end of the run, in [0, 1].</summary>
    private double Progress(long step, long from) => steps <= from ? 0 : Math.Clamp((step - from) / (double)(steps - from), 0, 1);
}
