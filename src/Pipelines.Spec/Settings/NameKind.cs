using Pipelines.Spec.Schema;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec.Settings;

/// <summary>A name of which code is made.</summary>
/// <param name="owner">what is named: <c>a pipeline</c></param>
internal sealed class NameKind(string owner) : ScalarKind<string>
{
    /// <inheritdoc/>
    public override string Noun => "a name: a letter, then letters, digits, '-' and '_'";

    /// <inheritdoc/>
    protected override bool TakesAnyText => true;

    /// <inheritdoc/>
    protected override IReadOnlyList<JsonObject> Forms => [new() { { "type", "string" }, { "pattern", CSharpName.Pattern } }];

    /// <inheritdoc/>
    protected override bool TryParse(ScalarNode scalar, Slot slot, Reading reading, out string value)
    {
        value = scalar.Text;
        return CSharpName.Check(scalar, owner, reading);
    }
}
