namespace Pipelines.Spec;

/// <summary>What a generate stage and the model of its checkpoint have to do with each other.</summary>
internal static class GenerateRules
{
    /// <summary>Reports each rule that <paramref name="stage"/> breaks.</summary>
    public static void Check(GenerateSpec stage, StageSurroundings around)
    {
        Continues(stage, stage.From, "from", around);
        QuantizeRules.OneType(stage, stage.From, "from", around);
    }

    /// <summary>Reports a checkpoint whose model does not continue texts; whether it is not known to be one.</summary>
    /// <param name="stage">the stage that reads it</param>
    /// <param name="from">the stage that makes it</param>
    /// <param name="setting">the setting that names that stage</param>
    /// <param name="around">the rest of the file</param>
    public static bool Continues(StageSpec stage, string from, string setting, StageSurroundings around) =>
        Continues(from, around.At(stage, setting), around);

    /// <inheritdoc cref="Continues(StageSpec, string, string, StageSurroundings)"/>
    /// <param name="from">the stage that makes it</param>
    /// <param name="at">where that stage is named</param>
    /// <param name="around">the rest of the file</param>
    public static bool Continues(string from, SourcePosition at, StageSurroundings around) =>
        around.ModelOf(from) is not { Architecture.Bidirectional: true } model || around.Reading.Report(
            Rules.BothWays, at,
            $"{model.Name}, which '{from}' trains, sees what comes after a token and so cannot write it; "
            + "a model that continues texts has causal attention");
}
