using Pipelines.Spec.Schema;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec.Settings;

/// <summary><c>true</c> or <c>false</c>.</summary>
internal sealed class FlagKind : ScalarKind<bool>
{
    /// <inheritdoc/>
    public override string Noun => "true or false";

    /// <inheritdoc/>
    protected override IReadOnlyList<JsonObject> Forms => [new() { { "type", "boolean" } }];

    /// <inheritdoc/>
    protected override bool TryParse(ScalarNode scalar, Slot slot, Reading reading, out bool value)
    {
        value = scalar.Text == "true";
        return (!scalar.Quoted && scalar.Text is ("true" or "false")) || reading.WrongType(slot, scalar, Noun);
    }
}
