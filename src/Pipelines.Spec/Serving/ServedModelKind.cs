using Pipelines.Spec.Schema;
using Pipelines.Spec.Settings;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec;

/// <summary>A stage that makes a model, or a version of a registered one.</summary>
internal sealed class ServedModelKind : ScalarKind<string>
{
    private const string Registered =
        "a version of a registered model, such as models:/assistant@champion, models:/assistant/3 or models:/assistant/latest";

    private static readonly StageReferenceKind Stage = new(Artifact.Checkpoint, Artifact.QuantizedModel);

    /// <inheritdoc/>
    public override string Noun => $"{Stage.Noun}, or {Registered}";

    /// <summary>Whether a text means to name a registered model: no stage's name has these characters.</summary>
    public static bool IsRegistered(string text) => text.IndexOfAny([':', '/', '@']) >= 0;

    /// <inheritdoc/>
    public override string Wanted(DefinedNames defined) => $"{Stage.Wanted(defined)}, or {Registered}";

    /// <inheritdoc/>
    protected override bool TakesAnyText => true;

    /// <inheritdoc/>
    protected override IReadOnlyList<JsonObject> Forms => [new() { { "type", "string" } }];

    /// <inheritdoc/>
    protected override bool TryParse(ScalarNode scalar, Slot slot, Reading reading, out string value)
    {
        value = scalar.Text;
        if (!IsRegistered(value)) return Stage.TryRead(scalar, slot, reading, out value);
        return RegisteredNames.IsVersion(value) || reading.WrongType(slot, scalar, Registered);
    }
}
