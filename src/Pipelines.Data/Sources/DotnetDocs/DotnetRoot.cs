using System.Runtime.InteropServices;
using Pipelines.Spec;

namespace Pipelines.Data;

/// <summary>Finds the reference documentation of the machine's .NET SDK.</summary>
internal static class DotnetRoot
{
    /// <summary>The folders in which an SDK may be, the likeliest first.</summary>
    public static IEnumerable<string> Candidates()
    {
        var shared = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..");
        var process = Environment.ProcessPath;
        var host = Path.GetFileNameWithoutExtension(process) == "dotnet" ? Path.GetDirectoryName(process) : null;
        return new[] { Environment.GetEnvironmentVariable("DOTNET_ROOT"), host, shared, "/usr/share/dotnet", "/usr/lib/dotnet" }
            .Where(folder => !string.IsNullOrEmpty(folder))
            .Select(folder => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder!)))
            .Distinct();
    }

    /// <summary>The XML files of the reference packs, of each pack the highest version, ordered by name.</summary>
    /// <exception cref="DataSourceException">none of the folders has any</exception>
    public static IReadOnlyList<SourceFile> Files(DataSpec spec, IEnumerable<string> roots)
    {
        var looked = new List<string>();
        foreach (var root in roots)
        {
            var packs = Path.Combine(root, "packs");
            looked.Add(packs);
            if (!Directory.Exists(packs)) continue;
            var files = Directory.EnumerateDirectories(packs, "*.Ref").Order(StringComparer.Ordinal).SelectMany(FilesOf).ToList();
            if (files.Count > 0) return files;
        }

        throw new DataSourceException(
            $"data '{spec.Name}': no .NET reference documentation (packs/*.Ref/<version>/ref/*/*.xml); "
            + $"looked in {string.Join(", ", looked)}. Install the .NET SDK with its reference packs, or set DOTNET_ROOT to where they are, "
            + "or use text of your own: { source: text, files: [\"corpus/**/*.txt\"] }");
    }

    private static IEnumerable<SourceFile> FilesOf(string pack)
    {
        var versions = Directory.EnumerateDirectories(pack).Where(version => Directory.Exists(Path.Combine(version, "ref")));
        if (versions.MaxBy(version => Path.GetFileName(version), VersionOrder) is not { } latest) return [];
        return Directory.EnumerateFiles(Path.Combine(latest, "ref"), "*.xml", SearchOption.AllDirectories)
            .Select(path => new SourceFile($"{Path.GetFileName(pack)}/{Path.GetFileName(path)}", path))
            .OrderBy(file => file.Path, StringComparer.Ordinal);
    }

    /// <summary>By numbers, and a preview before its release.</summary>
    private static Comparer<string> VersionOrder { get; } = Comparer<string>.Create((left, right) =>
    {
        var (a, b) = (left.Split('-', 2), right.Split('-', 2));
        var numbers = Comparer<Version>.Default.Compare(Parse(a[0]), Parse(b[0]));
        if (numbers != 0) return numbers;
        return a.Length != b.Length ? b.Length.CompareTo(a.Length) : string.CompareOrdinal(left, right);
    });

    private static Version Parse(string text) => Version.TryParse(text, out var version) ? version : new Version(0, 0);
}
