namespace Pipelines.Architecture.Tests;

/// <summary>The repository that the tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] Foreign = [".git", ".pipelines", "artifacts", "bin", "node_modules", "obj"];

    /// <summary>Its folder.</summary>
    public static string Root { get; } = Find();

    /// <summary>Its files of a pattern below a folder, by their paths from the root; not what builds and runs leave behind.</summary>
    public static IEnumerable<string> Files(string pattern, string folder = "") => Below(Path.Combine(Root, folder), pattern)
        .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/')).Order(StringComparer.Ordinal);

    /// <summary>The text of a file.</summary>
    public static string Text(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static IEnumerable<string> Below(string folder, string pattern) => Directory
        .EnumerateDirectories(folder).Where(inner => !Foreign.Contains(Path.GetFileName(inner)))
        .SelectMany(inner => Below(inner, pattern))
        .Concat(Directory.EnumerateFiles(folder, pattern));

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Pipelines.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("Pipelines.sln is not above the test's folder");
        return folder.FullName;
    }
}
