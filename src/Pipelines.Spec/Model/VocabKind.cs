using Pipelines.Spec.Schema;
using Pipelines.Spec.Settings;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec;

/// <summary>A number of tokens, or the name of the stage that makes the tokenizer.</summary>
internal sealed class VocabKind : ScalarKind<VocabSpec>
{
    private const long Least = 2;
    private const long Most = 16_000_000;

    /// <summary>How many tokens there may be.</summary>
    public static readonly AmountKind Size = new(Least, Most);

    /// <inheritdoc/>
    public override string Noun => "the name of a tokenizer stage, or a number of tokens";

    /// <inheritdoc/>
    public override string Wanted(DefinedNames defined) => $"{Noun} ({StageReferenceKind.Candidates(Artifact.Tokenizer, defined)})";

    /// <inheritdoc/>
    protected override IReadOnlyList<JsonObject> Forms =>
    [
        new JsonObject { { "type", "integer" } }.With(new Settings.Range(Least, Most).Schema()),
        new() { { "type", "string" }, { "pattern", AmountKind.Pattern } },
        new() { { "type", "string" }, { "pattern", CSharpName.Pattern } },
    ];

    /// <inheritdoc/>
    protected override bool TryParse(ScalarNode scalar, Slot slot, Reading reading, out VocabSpec value)
    {
        var numeric = !scalar.Quoted && (char.IsDigit(scalar.Text[0]) || scalar.Text[0] is '-' or '+' or '.');
        var size = 0L;
        value = new(0, scalar.Text);
        if (!numeric) return StageReferenceKind.Check(scalar, slot, reading, Artifact.Tokenizer);
        if (!Size.TryRead(scalar, slot, reading, out size)) return false;
        value = new((int)size, Stage: null);
        return true;
    }
}
