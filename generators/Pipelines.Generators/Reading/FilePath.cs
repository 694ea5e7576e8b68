namespace Pipelines.Generators.Reading;

/// <summary>Paths as text: a generator touches no file system.</summary>
internal static class FilePath
{
    /// <summary>The path of <paramref name="relative"/> as seen from the folder of <paramref name="file"/>.</summary>
    public static string Combine(string file, string relative)
    {
        var path = Normalize(file);
        return Normalize(path.Substring(0, path.LastIndexOf('/') + 1) + relative);
    }

    /// <summary>The last part of <paramref name="path"/>.</summary>
    public static string Name(string path) => path.Substring(path.LastIndexOfAny(['/', '\\']) + 1);

    /// <summary>Forward slashes, and neither <c>.</c> nor <c>folder/..</c>.</summary>
    public static string Normalize(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Replace('\\', '/').Split('/'))
        {
            if (part == ".") continue;
            if (part == ".." && parts.Count > 0 && parts[parts.Count - 1] is not (".." or "")) parts.RemoveAt(parts.Count - 1);
            else parts.Add(part);
        }
        return string.Join("/", parts);
    }
}
