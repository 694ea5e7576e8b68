using Pipelines.Spec.Diagnostics;

namespace Pipelines.Spec;

/// <summary>What an sft stage, its template and the checkpoint's tokenizer have to do with each other.</summary>
internal static class SftRules
{
    /// <summary>Reports each rule that <paramref name="stage"/> breaks.</summary>
    public static void Check(SftSpec stage, StageSurroundings around)
    {
        FineTuningRules.Check(stage, ExampleForms.Answered, steps: null, around);
        FineTuningRules.Length(stage, stage.MaxTokens, around);
        Tokens(stage, around);
    }

    private static void Tokens(SftSpec stage, StageSurroundings around)
    {
        if (stage.Template is null || around.TokenizerOf(stage.From) is not { } name) return;
        if (Vocabularies.Tokenizer(name, around.Stages) is not BpeSpec tokenizer) return;
        var lacking = BuiltInTemplates.TokensOf(stage.Template).Where(token => !tokenizer.SpecialTokens.Contains(token)).ToList();
        if (lacking.Count == 0) return;
        var quoted = string.Join(", ", lacking.Select(token => $"\"{token}\""));
        around.Reading.Report(
            Rules.TemplateTokens, around.At(stage, "template"),
            $"the template {stage.Template} needs {Wording.List(lacking)}, which '{tokenizer.Name}' does not have; "
            + $"add {quoted} to the end of its special_tokens");
    }
}
