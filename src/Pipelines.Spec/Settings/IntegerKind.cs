using Pipelines.Spec.Schema;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec.Settings;

/// <summary>A whole number.</summary>
internal sealed class IntegerKind(int min, int max) : ScalarKind<int>
{
    private readonly Range range = new(min, max);

    /// <inheritdoc/>
    public override string Noun => $"a whole number {range.Words()}";

    /// <inheritdoc/>
    protected override IReadOnlyList<JsonObject> Forms => [new JsonObject { { "type", "integer" } }.With(range.Schema())];

    /// <inheritdoc/>
    protected override bool TryParse(ScalarNode scalar, Slot slot, Reading reading, out int value)
    {
        value = 0;
        if (!Numeral.TryParse(scalar, out var number) || number != Math.Floor(number)) return reading.WrongType(slot, scalar, Noun);
        if (!range.Contains(number)) return Numeral.OutOfRange(scalar, slot, reading, number, range, Noun);
        value = (int)number;
        return true;
    }
}
