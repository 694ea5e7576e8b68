using Pipelines.Spec.Diagnostics;
using Pipelines.Spec.Schema;
using Pipelines.Spec.Settings;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec;

/// <summary>A chat template: one that is built in, or a file.</summary>
internal sealed class TemplateKind : ScalarKind<string>
{
    private const string FileForm = @"\.jinja$";

    private static readonly string Words = Wording.OneOf([.. BuiltInTemplates.Words, "the path of a .jinja file"]);

    /// <inheritdoc/>
    public override string Noun => Words;

    /// <inheritdoc/>
    public override string Short(SectionLink link) =>
        Wording.OneOf([.. BuiltInTemplates.Words.Select(word => $"`{word}`"), "the path of a `.jinja` file, relative to this one"]);

    /// <inheritdoc/>
    protected override IReadOnlyList<JsonObject> Forms =>
    [
        new() { { "enum", new JsonArray(BuiltInTemplates.Words.Select(word => (Json)word)) } },
        new() { { "type", "string" }, { "pattern", FileForm } },
    ];

    /// <inheritdoc/>
    protected override bool TryParse(ScalarNode scalar, Slot slot, Reading reading, out string value)
    {
        value = scalar.Text;
        if (BuiltInTemplates.Words.Contains(value) || value.EndsWith(".jinja", StringComparison.Ordinal)) return true;
        var hint = Nearest.To(value, BuiltInTemplates.Words) is { } near ? $"; did you mean '{near}'?" : "";
        return reading.Report(Rules.UnknownWord, scalar.At, $"{slot.Name} is {scalar.Found}; expected {Words}{hint}");
    }
}
