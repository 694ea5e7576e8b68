namespace Pipelines.Spec;

/// <summary>What a task of an evaluate stage, its data and the models that are asked have to do with each other.</summary>
internal static class EvaluationTaskRules
{
    /// <summary>Reports each rule that <paramref name="task"/> breaks.</summary>
    /// <param name="stage">the stage</param>
    /// <param name="task">one of its tasks</param>
    /// <param name="setting">where the file says it: <c>tasks[1].choice</c></param>
    /// <param name="around">the rest of the file</param>
    public static void Check(EvaluateSpec stage, EvaluationTaskSpec task, string setting, StageSurroundings around)
    {
        for (var i = 0; i < stage.From.Count; i++)
            if (!GenerateRules.Continues(stage, stage.From[i], $"from[{i}]", around)) return;
        ExampleRules.Gives(stage, task.Data, $"{setting}.data", Wanted(task), around);
        if (task is VerifiedTaskSpec verified) ExampleRules.Fields(stage, verified.Rewards, $"{setting}.rewards", [task.Data], around);
        foreach (var (from, sampling) in Writers(stage, task))
            FineTuningRules.Answers(stage, from, sampling, $"{setting}.sampling", around);
    }

    private static ExampleForms Wanted(EvaluationTaskSpec task) => task switch
    {
        AnswersTaskSpec => ExampleForms.Answered,
        ChoiceTaskSpec => ExampleForms.Choosing,
        _ => ExampleForms.Asking,
    };

    /// <summary>The stages whose checkpoints write answers, and how.</summary>
    private static IEnumerable<(string From, SamplingSpec Sampling)> Writers(EvaluateSpec stage, EvaluationTaskSpec task) => task switch
    {
        VerifiedTaskSpec verified => stage.From.Select(from => (from, verified.Sampling)),
        WinRateTaskSpec { Against: { } other } wins => stage.From.Append(other).Select(from => (from, wins.Sampling)),
        WinRateTaskSpec wins => stage.From.Select(from => (from, wins.Sampling)),
        _ => [],
    };
}
