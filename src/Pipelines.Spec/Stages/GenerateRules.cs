using Pipelines.Spec.Diagnostics;

namespace Pipelines.Spec;

/// <summary>What a generate stage and the model of its checkpoint have to do with each other.</summary>
internal static class GenerateRules
{
    /// <summary>Reports each rule that <paramref name="stage"/> breaks.</summary>
    public static void Check(GenerateSpec stage, StageSurroundings around)
    {
        var trained = around.Stages.FirstOrDefault(other => other.Name == stage.From)?.CheckpointOf;
        if (around.Models.FirstOrDefault(model => model.Name == trained) is not { Architecture.Bidirectional: true } model) return;
        around.Reading.Report(
            Rules.BothWays, around.At(stage, "from"),
            $"{model.Name}, which '{stage.From}' trains, sees what comes after a token and so cannot write it; "
            + "a model that continues texts has causal attention");
    }
}
