using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>source: dotnet-docs-qa</c> and <c>source: dotnet-docs-preferences</c>.</summary>
internal static class DotnetDocsExamplesSettings
{
    private static readonly Setting<long> Examples = Setting.Default(
        "examples", new AmountKind(0, int.MaxValue), "0", "Most examples, drawn evenly; 0 for all");

    public static readonly Section<DataSpec> Questions = new(
        "data.dotnet-docs-qa", "a dotnet-docs-qa source",
        "Questions about the members of this machine's .NET reference documentation, with their answers",
        [Examples, DataSettings.Validation],
        values => new DotnetDocsQuestionsSpec(
            values.Slot.Name, values.Get(DataSettings.Validation), (int)values.Get(Examples)));

    public static readonly Section<DataSpec> Preferences = new(
        "data.dotnet-docs-preferences", "a dotnet-docs-preferences source",
        "Questions about the members of this machine's .NET reference documentation, each with the right answer and a neighbour's",
        [Examples, DataSettings.Validation],
        values => new DotnetDocsPreferencesSpec(
            values.Slot.Name, values.Get(DataSettings.Validation), (int)values.Get(Examples)));
}
