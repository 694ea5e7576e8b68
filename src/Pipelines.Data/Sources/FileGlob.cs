using System.IO.Enumeration;

namespace Pipelines.Data;

/// <summary>
/// Finds files by patterns: <c>*</c> and <c>?</c> within a name, <c>**</c> for any number of folders. Names that begin with a dot are
/// found only when the pattern says the dot, and <c>**</c> does not follow links.
/// </summary>
internal static class FileGlob
{
    /// <summary>The files that the patterns match, each once, ordered by their path from the base folder.</summary>
    /// <exception cref="DataSourceException">a pattern matches no file</exception>
    public static IReadOnlyList<SourceFile> Expand(string dataName, IEnumerable<string> patterns, string baseDirectory)
    {
        var root = Path.GetFullPath(baseDirectory);
        var found = new SortedDictionary<string, SourceFile>(StringComparer.Ordinal);
        foreach (var pattern in patterns)
        {
            var paths = Matches(dataName, root, pattern);
            if (paths.Count == 0) throw NothingFound(dataName, root, pattern);
            foreach (var path in paths)
            {
                var id = Path.GetRelativePath(root, path).Replace('\\', '/');
                found[id] = new SourceFile(id, path);
            }
        }

        return [.. found.Values];
    }

    private static List<string> Matches(string dataName, string root, string pattern)
    {
        try
        {
            return [.. Match(root, pattern)];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new DataSourceException($"data '{dataName}': cannot look for '{pattern}': {failure.Message}", failure);
        }
    }

    private static DataSourceException NothingFound(string dataName, string root, string pattern) =>
        Directory.Exists(Path.Combine(root, pattern))
            ? new DataSourceException($"data '{dataName}': '{pattern}' is a folder; '{pattern.TrimEnd('/')}/**' is all files in it")
            : new DataSourceException($"data '{dataName}': '{pattern}' matches no file; looked in {root}");

    private static IEnumerable<string> Match(string root, string pattern)
    {
        var path = Path.GetFullPath(pattern, root);
        var start = Path.GetPathRoot(path)!;
        return Match(start, path[start.Length..].Split('/', '\\'));
    }

    private static IEnumerable<string> Match(string folder, ReadOnlyMemory<string> segments)
    {
        var segment = segments.Span[0];
        var rest = segments[1..];
        if (segment == "**")
        {
            if (rest.IsEmpty) rest = new[] { "*" };
            var inside = Folders(folder).Where(child => !IsLink(child) && !IsHidden(child)).SelectMany(child => Match(child, segments));
            return Match(folder, rest).Concat(inside);
        }

        var isPlain = segment.AsSpan().IndexOfAny('*', '?') < 0;
        if (rest.IsEmpty)
        {
            if (isPlain) return File.Exists(Path.Combine(folder, segment)) ? [Path.Combine(folder, segment)] : [];
            return Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Where(file => IsMatch(segment, file)) : [];
        }

        return isPlain
            ? Match(Path.Combine(folder, segment), rest)
            : Folders(folder).Where(child => IsMatch(segment, child)).SelectMany(child => Match(child, rest));
    }

    private static IEnumerable<string> Folders(string folder) => Directory.Exists(folder) ? Directory.EnumerateDirectories(folder) : [];

    private static bool IsMatch(string pattern, string path) =>
        (pattern[0] == '.' || !IsHidden(path))
        && FileSystemName.MatchesSimpleExpression(pattern, Path.GetFileName(path.AsSpan()), ignoreCase: false);

    private static bool IsHidden(string path) => Path.GetFileName(path.AsSpan()).StartsWith('.');

    private static bool IsLink(string path) => new DirectoryInfo(path).LinkTarget is not null;
}
