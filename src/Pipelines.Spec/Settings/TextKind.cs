using System.Text.RegularExpressions;
using Pipelines.Spec.Schema;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec.Settings;

/// <summary>A text.</summary>
/// <param name="noun">what it is: <c>a text</c></param>
/// <param name="pattern">the form that it has, or null for any</param>
internal sealed class TextKind(string noun, string? pattern = null) : ScalarKind<string>
{
    private readonly Regex? form = pattern is null ? null : new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <inheritdoc/>
    public override string Noun => noun;

    /// <inheritdoc/>
    protected override bool TakesAnyText => form is null;

    /// <inheritdoc/>
    protected override IReadOnlyList<JsonObject> Forms => pattern is null
        ? [new() { { "type", new JsonArray(["string", "number", "boolean"]) } }] // a plain 1337 or true is a text too
        : [new() { { "type", "string" }, { "pattern", pattern } }];

    /// <inheritdoc/>
    protected override bool TryParse(ScalarNode scalar, Slot slot, Reading reading, out string value)
    {
        value = scalar.Text;
        return form?.IsMatch(value) != false || reading.WrongType(slot, scalar, Noun);
    }
}
