using Pipelines.Spec.Diagnostics;
using Pipelines.Spec.Schema;
using Pipelines.Spec.Settings;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec;

/// <summary>The name of a stage that makes a certain artifact, or one of several.</summary>
/// <param name="wanted">what it may make</param>
internal sealed class StageReferenceKind(params Artifact[] wanted) : ScalarKind<string>, INaming
{
    /// <inheritdoc/>
    public override string Noun => $"the name of a stage that makes {Target}";

    /// <inheritdoc/>
    public string Target => A(wanted);

    /// <inheritdoc/>
    public override string Wanted(DefinedNames defined) => $"{Noun} ({Candidates(wanted, defined)})";

    /// <inheritdoc/>
    protected override bool TakesAnyText => true;

    /// <summary>The stages that make <paramref name="wanted"/>, for a message.</summary>
    public static string Candidates(Artifact wanted, DefinedNames defined) => Candidates([wanted], defined);

    /// <summary>Reports a name that no stage has, or one whose stage makes something else.</summary>
    public static bool Check(ScalarNode scalar, Slot slot, Reading reading, params Artifact[] wanted)
    {
        if (!reading.Names.Stages.Contains(scalar.Text))
        {
            return reading.Report(
                Rules.MissingReference, scalar.At,
                $"{slot.Name} names {scalar.Found}, which is not under 'stages:'; "
                + Wording.DidYouMean(scalar.Text, Making(wanted, reading.Names), $"stages that make {A(wanted)}:"));
        }
        // A stage that names itself is a circle, which is said elsewhere.
        if (slot.Path.StartsWith($"stages.{scalar.Text}.", StringComparison.Ordinal)) return true;
        var makes = reading.Names.Stages.MadeBy(scalar.Text);
        return makes is null || wanted.Contains(makes.Value) || reading.Report(
            Rules.WrongArtifact, scalar.At,
            $"{slot.Name} names {scalar.Found}, which makes {A(makes.Value)}, not {A(wanted)}; "
            + $"stages that make {A(wanted)}: {Candidates(wanted, reading.Names)}");
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<JsonObject> Forms => [new() { { "type", "string" } }];

    /// <inheritdoc/>
    protected override bool TryParse(ScalarNode scalar, Slot slot, Reading reading, out string value)
    {
        value = scalar.Text;
        reading.Refer(slot, value, scalar.At);
        return Check(scalar, slot, reading, wanted);
    }

    private static string Candidates(Artifact[] wanted, DefinedNames defined) => Wording.List(Making(wanted, defined));

    private static IEnumerable<string> Making(Artifact[] wanted, DefinedNames defined) =>
        defined.Stages.All.Where(stage => defined.Stages.MadeBy(stage) is { } made && wanted.Contains(made));

    private static string A(params Artifact[] artifacts) => Wording.OneOf(artifacts.Select(artifact => artifact.A()));
}
