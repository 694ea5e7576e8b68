namespace Pipelines.Spec;

/// <summary>What a stage that trains a checkpoint further and that checkpoint's model have to do with each other.</summary>
internal static class FineTuningRules
{
    /// <summary>Reports each rule that <paramref name="stage"/> breaks.</summary>
    /// <param name="stage">the stage</param>
    /// <param name="wanted">what it needs of its sources</param>
    /// <param name="steps">the length of its run, where that is known</param>
    /// <param name="around">the rest of the file</param>
    public static void Check(FineTuningSpec stage, ExampleForms wanted, long? steps, StageSurroundings around)
    {
        if (!GenerateRules.Continues(stage, stage.From, "from", around)) return;
        ExampleRules.All(stage, wanted, around);
        ExampleRules.Template(stage, around);
        AdapterRules.Check(stage, around);
        ScheduleRules.Check(stage, steps, around);
    }

    /// <summary>Reports examples longer than the model's context.</summary>
    public static void Length(FineTuningSpec stage, int? maxTokens, StageSurroundings around)
    {
        if (maxTokens is not { } most || around.ModelOf(stage.From) is not { } model || most <= model.Architecture.Context) return;
        around.Reading.Report(
            Rules.LongerThanContext, around.At(stage, "max_tokens"),
            $"max_tokens is {most}, and {model.Name} has a context of {model.Architecture.Context}");
    }

    /// <summary>Reports answers that leave no place for a prompt in a model's context.</summary>
    /// <param name="stage">the stage that has them written</param>
    /// <param name="from">the stage whose checkpoint writes them</param>
    /// <param name="sampling">how</param>
    /// <param name="setting">the setting that says how</param>
    /// <param name="around">the rest of the file</param>
    public static void Answers(StageSpec stage, string from, SamplingSpec sampling, string setting, StageSurroundings around)
    {
        if (around.ModelOf(from) is not { } model || sampling.MaxTokens < model.Architecture.Context) return;
        var (context, word) = (model.Architecture.Context, setting.Substring(setting.LastIndexOf('.') + 1));
        around.Reading.Report(
            Rules.LongerThanContext, around.At(stage, $"{setting}.max_tokens"),
            $"an answer of max_tokens {sampling.MaxTokens} leaves no place for its prompt: {model.Name} has a context of {context}; "
            + $"say '{word}: {{ max_tokens: {Math.Max(1, context / 2)} }}', or less than {context}");
    }
}
