namespace Pipelines.Spec;

/// <summary>What a distill stage, its teacher and its student have to do with each other.</summary>
internal static class DistillRules
{
    /// <summary>Reports each rule that <paramref name="stage"/> breaks.</summary>
    public static void Check(DistillSpec stage, StageSurroundings around)
    {
        FineTuningRules.Check(stage, ExampleForms.Answered, steps: null, around);
        FineTuningRules.Length(stage, stage.MaxTokens, around);
        GenerateRules.Continues(stage, stage.Teacher, "teacher", around);
        OnPolicy(stage, around);
        Tokens(stage, around);
    }

    /// <summary>A student that answers itself needs a prompt, and room for an answer.</summary>
    private static void OnPolicy(DistillSpec stage, StageSurroundings around)
    {
        if (stage.OnPolicy == 0) return;
        ExampleRules.Prompted(stage, around);
        FineTuningRules.Answers(stage, stage.From, stage.Sampling, "sampling", around);
    }

    private static void Tokens(DistillSpec stage, StageSurroundings around)
    {
        if (around.TokenizerOf(stage.From) is not { } student || around.TokenizerOf(stage.Teacher) is not { } teacher) return;
        if (student == teacher) return;
        around.Reading.Report(
            Rules.TeacherTokens, around.At(stage, "teacher"),
            $"'{stage.Teacher}' has the tokens of '{teacher}', and '{stage.From}' those of '{student}': distributions over "
            + "different tokens cannot be compared; train both with one tokenizer");
    }
}
