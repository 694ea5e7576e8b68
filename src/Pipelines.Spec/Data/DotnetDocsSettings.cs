using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>source: dotnet-docs</c>.</summary>
internal static class DotnetDocsSettings
{
    public static readonly Section<DataSpec> Section = new(
        "data.dotnet-docs", "a dotnet-docs source",
        "The reference documentation of this machine's .NET SDK: real English and code, present wherever the project builds",
        [DataSettings.Validation],
        values => new DotnetDocsSpec(values.Slot.Name, values.Get(DataSettings.Validation)));
}
