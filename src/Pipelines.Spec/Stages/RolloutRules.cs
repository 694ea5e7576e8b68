using Pipelines.Spec.Diagnostics;

namespace Pipelines.Spec;

/// <summary>What stages that learn from their model's own answers ask of the rest of the file.</summary>
internal static class RolloutRules
{
    /// <summary>Reports each rule that <paramref name="stage"/> breaks.</summary>
    /// <param name="stage">the stage</param>
    /// <param name="group">answers to each prompt</param>
    /// <param name="miniBatches">optimizer steps in a pass over the answers</param>
    /// <param name="passes">passes over them</param>
    /// <param name="around">the rest of the file</param>
    public static void Check(RolloutStageSpec stage, int group, int miniBatches, int passes, StageSurroundings around)
    {
        FineTuningRules.Check(stage, ExampleForms.Asking, stage.Steps * passes * miniBatches, around);
        FineTuningRules.Answers(stage, stage.From, stage.Sampling, "sampling", around);
        ExampleRules.Fields(stage, stage.Rewards, "rewards", stage.Data, around);
        Batches(stage, group, miniBatches, around);
    }

    private static void Batches(RolloutStageSpec stage, int group, int miniBatches, StageSurroundings around)
    {
        var answers = stage.Prompts * group; // at most 65,536 × 4,096
        if (answers % miniBatches == 0) return;
        var said = group == 1 ? $"prompts {stage.Prompts}" : $"prompts {stage.Prompts} × group {group}";
        around.Reading.Report(
            Rules.RolloutBatch, around.At(stage, "mini_batches"),
            $"mini_batches {miniBatches} does not divide the {answers} answers of a step ({said}); "
            + $"nearest: {HeadRules.Divisors(answers, miniBatches)}");
    }
}
