namespace Pipelines.Spec;

/// <summary>What a generate stage and the model of its checkpoint have to do with each other.</summary>
internal static class GenerateRules
{
    /// <summary>Reports each rule that <paramref name="stage"/> breaks.</summary>
    public static void Check(GenerateSpec stage, StageSurroundings around)
    {
        if (around.ModelOf(stage.From) is not { Architecture.Bidirectional: true } model) return;
        around.Reading.Report(
            Rules.BothWays, around.At(stage, "from"),
            $"{model.Name}, which '{stage.From}' trains, sees what comes after a token and so cannot write it; "
            + "a model that continues texts has causal attention");
    }
}
