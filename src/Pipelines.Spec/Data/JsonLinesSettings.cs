using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>source: jsonl</c>.</summary>
internal static class JsonLinesSettings
{
    private static readonly Setting<string> Field = Setting.Default(
        "field", new TextKind("the name of a member"), "text", "The member of each line's object that holds the text of a document");

    private static readonly Setting<ExampleFormat> Format = Setting.Default(
        "format",
        new WordKind<ExampleFormat>(
            ("auto", ExampleFormat.Auto, "whatever the members of the first lines say"),
            ("text", ExampleFormat.Text, "a document in one member"),
            ("chat", ExampleFormat.Chat, "`messages` with `role` and `content`, and `tools` where there are any"),
            ("instruction", ExampleFormat.Instruction, "`instruction`, `input` where there is any, and `output`"),
            ("completion", ExampleFormat.Completion, "`prompt` and `completion`, texts without a template"),
            ("preference", ExampleFormat.Preference, "`prompt`, `chosen` and `rejected`, texts or messages"),
            ("choice", ExampleFormat.Choice, "`prompt`, `choices`, and which of them is the `answer`"),
            ("prompt", ExampleFormat.Prompt, "`prompt`, a text or messages, and what verifiers read")),
        "auto", "What a line holds");

    public static readonly Section<DataSpec> Section = new(
        "data.jsonl", "a jsonl source", "JSON lines: one object, one document or example a line",
        [TextSettings.Files, Field, Format, DataSettings.Validation],
        values => new JsonLinesSpec(
            values.Slot.Name, values.Get(DataSettings.Validation), values.Get(TextSettings.Files), values.Get(Field),
            values.Get(Format)));
}
