using Pipelines.Spec.Schema;
using Pipelines.Spec.Settings;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec;

/// <summary>A number of steps, or a share of them all: <c>200</c>, <c>5%</c>.</summary>
internal sealed class StepSpanKind : ScalarKind<StepSpan>
{
    private static readonly Settings.Range Shares = new(0, 1);
    private static readonly Settings.Range Steps = new(0, 1e12);

    /// <inheritdoc/>
    public override string Noun => "a number of steps, such as 200, or a share of them all, such as 5%";

    /// <inheritdoc/>
    public override string Short(SectionLink link) => "steps, or a share of them from 0% to 100%";

    /// <inheritdoc/>
    protected override IReadOnlyList<JsonObject> Forms =>
    [
        new JsonObject { { "type", "integer" } }.With(Steps.Schema()),
        new() { { "type", "string" }, { "pattern", ShareKind.Pattern } },
    ];

    /// <inheritdoc/>
    protected override bool TryParse(ScalarNode scalar, Slot slot, Reading reading, out StepSpan value)
    {
        value = default;
        var isShare = ShareKind.TryParsePercent(scalar.Text, out var number);
        if (scalar.Quoted || !(isShare || Numeral.TryParse(scalar, out number)) || (!isShare && number != Math.Floor(number)))
            return reading.WrongType(slot, scalar, Noun);
        value = new(number, isShare);
        if (!isShare) return Steps.Contains(number) || Numeral.OutOfRange(scalar, slot, reading, number, Steps, Noun);
        return Shares.Contains(number) || Numeral.OutOfRange(scalar, slot, reading, number, Shares, "0% to 100%", ShareKind.Print);
    }
}
