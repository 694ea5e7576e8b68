namespace Pipelines.Spec;

/// <summary>What stages that learn from pairs of answers ask of the rest of the file.</summary>
internal static class PairRules
{
    /// <summary>Reports each rule that <paramref name="stage"/> breaks.</summary>
    public static void Check(FineTuningSpec stage, int? maxTokens, StageSurroundings around)
    {
        FineTuningRules.Check(stage, ExampleForms.Preferences, steps: null, around);
        FineTuningRules.Length(stage, maxTokens, around);
    }
}
