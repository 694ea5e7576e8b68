using System.Text;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Pipelines.Generators.Reading;

/// <summary>What MSBuild says about the project.</summary>
/// <param name="Namespace">where emitted classes live; empty for the global namespace</param>
/// <param name="Folder">the project's folder, with a separator at its end, or empty</param>
internal sealed record Project(string Namespace, string Folder)
{
    /// <summary>Reads the properties that the shipped <c>.targets</c> makes visible to the compiler.</summary>
    public static Project From(AnalyzerConfigOptionsProvider provider) => new(
        Of(provider, "RootNamespace"), Encoding.UTF8.GetString(Convert.FromBase64String(Of(provider, "PipelinesProjectFolder"))));

    /// <summary>A path below the project's folder relative to it, with forward slashes; any other path's last part.</summary>
    public string Relative(string path)
    {
        var (file, folder) = (path.Replace('\\', '/'), Folder.Replace('\\', '/'));
        return folder.Length > 0 && file.StartsWith(folder, StringComparison.OrdinalIgnoreCase)
            ? file.Substring(folder.Length)
            : FilePath.Name(file);
    }

    private static string Of(AnalyzerConfigOptionsProvider provider, string property) =>
        provider.GlobalOptions.TryGetValue("build_property." + property, out var value) ? value : "";
}
