namespace Pipelines.Spec;

/// <summary>What an evaluate stage, its tasks and the models of its checkpoints have to do with each other.</summary>
internal static class EvaluateRules
{
    /// <summary>Reports each rule that <paramref name="stage"/> breaks.</summary>
    public static void Check(EvaluateSpec stage, StageSurroundings around)
    {
        if (stage.Data is { } data)
        {
            ExampleRules.Gives(
                stage, data, "data", ExampleForms.Documents, around,
                $"; to ask the examples of '{data}', say 'tasks: [{{ answers: {{ data: {data} }} }}]'");
        }
        foreach (var from in stage.From) Check(stage, from, around);
        for (var i = 0; i < stage.Tasks.Count; i++)
            EvaluationTaskRules.Check(stage, stage.Tasks[i], $"tasks[{i}].{stage.Tasks[i].Kind}", around);
    }

    private static void Check(EvaluateSpec stage, string from, StageSurroundings around)
    {
        Data(stage, from, around);
        if (around.ModelOf(from) is not { Architecture.Bidirectional: true } model) return;
        // Where nobody asked for it, the stage leaves it out and says so.
        if (!stage.Baselines.Contains(Baseline.Trigram) || !around.Given(stage, "baselines")) return;
        around.Reading.Report(
            Rules.EncoderBaseline, around.At(stage, "baselines"),
            $"{model.Name} fills in tokens between others, and a trigram predicts what comes next; say 'baselines: [untrained]'");
    }

    private static void Data(EvaluateSpec stage, string from, StageSurroundings around)
    {
        if (stage.Data is not null || stage.Tasks.Count > 0 || StageSpec.Begin(from, around.Stages) is not ImportSpec import) return;
        around.Reading.Report(
            Rules.Missing, around.At(stage, "from"),
            $"'{stage.Name}' needs 'data': '{import.Name}' takes a checkpoint from elsewhere, and nothing says what it was trained on");
    }
}
