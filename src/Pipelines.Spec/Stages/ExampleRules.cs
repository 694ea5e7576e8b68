using Pipelines.Spec.Diagnostics;

namespace Pipelines.Spec;

/// <summary>What stages and the examples of their data sources have to do with each other.</summary>
internal static class ExampleRules
{
    /// <summary>Reports a source that gives no documents.</summary>
    public static void Documents(StageSpec stage, string data, string setting, StageSurroundings around) =>
        Gives(stage, data, setting, ExampleForms.Documents, around);

    /// <summary>Reports each of a stage's sources that gives nothing of <paramref name="wanted"/>.</summary>
    public static void All(FineTuningSpec stage, ExampleForms wanted, StageSurroundings around)
    {
        for (var i = 0; i < stage.Data.Count; i++) Gives(stage, stage.Data[i], $"data[{i}]", wanted, around);
    }

    /// <summary>Reports a stage whose sources have nothing but texts and how they go on, where its model is to answer by itself.</summary>
    public static void Prompted(FineTuningSpec stage, StageSurroundings around)
    {
        if (stage.Data.All(name => Source(name, around) is { } source && ExampleFormsOf.Source(source) == ExampleForms.Completions))
            Gives(stage, stage.Data[0], "data[0]", ExampleForms.Asking, around);
    }

    /// <summary>Reports a source that gives nothing of <paramref name="wanted"/>; whether it may give some.</summary>
    /// <param name="stage">the stage that reads it</param>
    /// <param name="data">the source</param>
    /// <param name="setting">the setting that names it</param>
    /// <param name="wanted">what is needed of it</param>
    /// <param name="around">the rest of the file</param>
    /// <param name="otherwise">what else the source may be meant for, for the message</param>
    public static bool Gives(
        StageSpec stage, string data, string setting, ExampleForms wanted, StageSurroundings around, string otherwise = "")
    {
        if (Source(data, around) is not { } source) return true;
        var given = ExampleFormsOf.Source(source);
        if ((given & wanted) != 0) return true;
        var fitting = around.Data.Where(other => (ExampleFormsOf.Source(other) & wanted) != 0).Select(other => other.Name).ToList();
        var instead = fitting.Count == 0 ? "no source under 'data:' has any" : $"sources that have some: {Wording.List(fitting)}";
        return around.Reading.Report(
            Rules.WrongExamples, around.At(stage, setting),
            $"'{stage.Name}' needs {ExampleFormsOf.Words(wanted)}, and '{data}' has {ExampleFormsOf.Words(given)}; {instead}{otherwise}");
    }

    /// <summary>Reports each reward that reads a field which the prompts of a source lack.</summary>
    /// <param name="stage">the stage that judges answers to them</param>
    /// <param name="rewards">what judges</param>
    /// <param name="setting">the setting that holds the rewards</param>
    /// <param name="data">the sources</param>
    /// <param name="around">the rest of the file</param>
    public static void Fields(
        StageSpec stage, EquatableArray<RewardSourceSpec> rewards, string setting, IEnumerable<string> data, StageSurroundings around)
    {
        var sources = data.Select(name => Source(name, around)).OfType<DataSpec>().ToList();
        for (var i = 0; i < rewards.Count; i++)
        {
            var reward = rewards[i];
            var found = sources
                .Select(source => (source.Name, Fields: ExampleFormsOf.Fields(source)))
                .FirstOrDefault(source => source.Fields is { } known && reward.Fields.Any(field => !known.Contains(field)));
            if (found.Fields is not { } fields) continue;
            var lacking = reward.Fields.First(field => !fields.Contains(field));
            around.Reading.Report(
                Rules.WrongExamples, around.At(stage, $"{setting}[{i}]"),
                $"{reward.Kind} reads the field '{lacking}' of each example, and those of '{found.Name}' have {Wording.List(fields)}");
        }
    }

    /// <summary>
    /// Reports conversations of a stage that begins with a checkpoint to which no stage gave a template: of stages one after the other the
    /// first.
    /// </summary>
    public static void Template(FineTuningSpec stage, StageSurroundings around)
    {
        if (StageSpec.Begin(stage.Name, around.Stages) is not PretrainSpec || Conversation(stage, around) is not { } source) return;
        var before = around.History(stage.From).OfType<FineTuningSpec>().ToList();
        if (before.Prepend(stage).Any(one => one is SftSpec { Template: not null })) return;
        if (before.Any(one => Conversation(one, around) is not null)) return;
        var remedy = stage is SftSpec
            ? $"add 'template: chatml' ({Wording.List(BuiltInTemplates.Words)}, or a .jinja file)"
            : "let it begin with an sft stage that has a 'template'";
        around.Reading.Report(
            Rules.NoTemplate, around.At(stage, stage is SftSpec ? "data" : "from"),
            $"nothing says how the messages of '{source.Name}' become text: no stage before '{stage.Name}' has a chat template; {remedy}");
    }

    /// <summary>The first of a stage's sources that surely gives messages, or null.</summary>
    private static DataSpec? Conversation(FineTuningSpec stage, StageSurroundings around) => stage.Data
        .Select(name => Source(name, around)).OfType<DataSpec>()
        .FirstOrDefault(source => (ExampleFormsOf.Source(source) & ~ExampleForms.Asking) == 0);

    private static DataSpec? Source(string name, StageSurroundings around) => around.Data.FirstOrDefault(source => source.Name == name);
}
