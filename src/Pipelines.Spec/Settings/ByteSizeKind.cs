using System.Globalization;
using System.Text.RegularExpressions;
using Pipelines.Spec.Schema;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec.Settings;

/// <summary>A number of bytes as files are sized: <c>5GB</c>, <c>500MB</c>; units are powers of a thousand.</summary>
internal sealed class ByteSizeKind : ScalarKind<long>
{
    private const string Pattern = @"^[0-9]+(\.[0-9]+)?(KB|MB|GB|TB)$";

    private static readonly (string Unit, double Bytes)[] Units = [("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12)];

    /// <inheritdoc/>
    public override string Noun => "a size such as 5GB or 500MB";

    /// <inheritdoc/>
    protected override IReadOnlyList<JsonObject> Forms => [new() { { "type", "string" }, { "pattern", Pattern } }];

    /// <inheritdoc/>
    protected override bool TryParse(ScalarNode scalar, Slot slot, Reading reading, out long value)
    {
        value = 0;
        if (!Regex.IsMatch(scalar.Text, Pattern, RegexOptions.CultureInvariant)) return reading.WrongType(slot, scalar, Noun);
        var (unit, bytes) = Units.First(one => scalar.Text.EndsWith(one.Unit, StringComparison.Ordinal));
        var digits = scalar.Text.Substring(0, scalar.Text.Length - unit.Length);
        var size = double.Parse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * bytes;
        if (size is < 1 or > 1e18) return reading.WrongType(slot, scalar, Noun);
        value = (long)size;
        return true;
    }
}
