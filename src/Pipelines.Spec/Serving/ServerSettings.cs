using Pipelines.Spec.Settings;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec;

/// <summary>The settings of a server that no file describes: what stands under <c>serve:</c>, one by one.</summary>
public static class ServerSettings
{
    /// <summary>Reads settings as they would stand in a file; what is not given has the default of a file.</summary>
    /// <param name="settings">each as <c>port=80</c> or <c>sampling.temperature=0</c></param>
    /// <param name="diagnostics">what is wrong with them</param>
    /// <returns>the server, without a stage; null where something is wrong</returns>
    public static ServeSpec? Read(IReadOnlyList<string> settings, out IReadOnlyList<SpecDiagnostic> diagnostics)
    {
        var found = new List<SpecDiagnostic>();
        var section = ServeSettings.Section;
        var written = Overrides.Apply(MappingNode.Empty(SourcePosition.StartOf("serve")), settings, section, found);
        var reading = new Reading(DefinedNames.Of(MappingNode.Empty(written.At)), new SourceMap(written));
        var isRead = section.TryRead(written, Slot.Root(written.At), reading, out var serve);
        diagnostics = [.. found, .. reading.Diagnostics];
        return isRead && diagnostics.Count == 0 ? serve : null;
    }
}
