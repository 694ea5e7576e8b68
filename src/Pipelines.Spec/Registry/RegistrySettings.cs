using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>registry:</c>.</summary>
internal static class RegistrySettings
{
    private static readonly Setting<string> From = Setting.Required(
        "from", new StageReferenceKind(Artifact.Checkpoint, Artifact.QuantizedModel, Artifact.RewardModel),
        "The stage whose model is registered when it is made").Known("stage", "model");

    private static readonly Setting<string> Alias = Setting.Derived(
        "alias", new TextKind("letters, digits, '-' and '_' that are no version, such as candidate", RegisteredNames.Alias), "none",
        "What the newest version is called").Known("aliases");

    private static readonly Setting<string> Description = Setting.Derived(
        "description", new TextKind("a text"), "what the stage's run came to", "What is said of versions");

    /// <summary>What stands under the name of a registered model.</summary>
    public static readonly Section<RegistrationSpec> Registration = new(
        "registration", "a registration", "A stage whose model is registered as a new version when it is made",
        [From, Alias, Description],
        values => new RegistrationSpec(values.Slot.Name, values.Get(From), values.Find(Alias), values.Find(Description)));
}
