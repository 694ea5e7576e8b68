using Pipelines.Spec.Diagnostics;
using Pipelines.Spec.Schema;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec.Settings;

/// <summary>The name of something that the file defines elsewhere.</summary>
/// <param name="noun">what is named: <c>a model</c></param>
/// <param name="section">where those are defined: <c>models</c></param>
/// <param name="names">those that there are</param>
internal sealed class ReferenceKind(string noun, string section, Func<DefinedNames, NameTable> names) : ScalarKind<string>, INaming
{
    /// <inheritdoc/>
    public override string Noun => $"the name of {noun} under '{section}:'";

    /// <inheritdoc/>
    public string Target => noun;

    /// <inheritdoc/>
    public override string Wanted(DefinedNames defined) => $"{Noun} ({Wording.List(names(defined).All)})";

    /// <inheritdoc/>
    protected override bool TakesAnyText => true;

    /// <inheritdoc/>
    protected override IReadOnlyList<JsonObject> Forms => [new() { { "type", "string" } }];

    /// <inheritdoc/>
    protected override bool TryParse(ScalarNode scalar, Slot slot, Reading reading, out string value)
    {
        value = scalar.Text;
        var all = names(reading.Names);
        return all.Contains(value) || reading.Report(
            Rules.MissingReference, scalar.At,
            $"{slot.Name} names {scalar.Found}, which is not under '{section}:'; {Wording.DidYouMean(value, all.All, "there is")}");
    }
}
