using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>source: jsonl</c>.</summary>
internal static class JsonLinesSettings
{
    private static readonly Setting<string> Field = Setting.Default(
        "field", new TextKind("the name of a member"), "text", "The member of each line's object that holds the text");

    public static readonly Section<DataSpec> Section = new(
        "data.jsonl", "a jsonl source", "JSON lines: one object, one document a line",
        [TextSettings.Files, Field, DataSettings.Validation],
        values => new JsonLinesSpec(
            values.Slot.Name, values.Get(DataSettings.Validation), values.Get(TextSettings.Files), values.Get(Field)));
}
