using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>source: text</c>.</summary>
internal static class TextSettings
{
    /// <summary>Which files a source reads.</summary>
    public static readonly Setting<EquatableArray<string>> Files = Setting.Required(
        "files", new ListKind<string>(new TextKind("a path"), "paths or globs", least: 1),
        "Paths or globs (`corpus/**/*.txt`), relative to the pipeline file");

    private static readonly Setting<string> Separator = Setting.Derived(
        "separator", new TextKind("a text"), "one document a file",
        "What stands between two documents of a file");

    public static readonly Section<DataSpec> Section = new(
        "data.text", "a text source", "Plain UTF-8 text files",
        [Files, Separator, DataSettings.Validation],
        values => new TextSpec(values.Slot.Name, values.Get(DataSettings.Validation), values.Get(Files), values.Find(Separator)));
}
