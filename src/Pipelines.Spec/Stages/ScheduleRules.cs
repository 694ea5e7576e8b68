namespace Pipelines.Spec;

/// <summary>What a training stage's schedule and its length have to do with each other.</summary>
internal static class ScheduleRules
{
    /// <summary>Reports a schedule that is longer than a run of <paramref name="steps"/>, where that is known.</summary>
    public static void Check(TrainingStageSpec stage, long? steps, StageSurroundings around)
    {
        var schedule = stage.Training.Schedule;
        var warmup = schedule.Warmup;
        var decay = schedule is WsdSpec wsd ? wsd.Decay : new StepSpan(0, IsFraction: false);
        if (steps is null && !(warmup.IsFraction && decay.IsFraction)) return;
        var run = steps ?? 1;
        if (warmup.Length(run) + decay.Length(run) <= run * (1 + 1e-9)) return;
        var parts = schedule is WsdSpec ? $"warmup {warmup} and decay {decay} together are" : $"warmup {warmup} is";
        around.Reading.Report(
            Rules.ScheduleTooLong, around.At(stage, "schedule"),
            $"{parts} longer than the run{(steps is null ? "" : $" of {run} steps")}");
    }
}
