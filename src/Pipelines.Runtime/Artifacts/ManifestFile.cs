using System.Security.Cryptography;
using System.Text.Json;

namespace Pipelines.Runtime.Artifacts;

/// <summary>A file of an artifact, as it was when it was written.</summary>
/// <param name="Name">its path within the artifact, its parts apart by <c>/</c></param>
/// <param name="Size">bytes</param>
/// <param name="Sha256">in lower-case hexadecimal</param>
public readonly record struct ManifestFile(string Name, long Size, string Sha256)
{
    internal static ManifestFile Of(string folder, string path) =>
        new(Path.GetRelativePath(folder, path).Replace('\\', '/'), new FileInfo(path).Length, Hash(path));

    internal static ManifestFile Read(JsonElement json)
    {
        var name = json.GetProperty("name").GetString()!;
        if (name.Split('/').Any(part => part is "" or "." or ".." || part != Path.GetFileName(part)))
            throw new FormatException($"'{name}' is not the name of a file within the artifact");
        return new ManifestFile(name, json.GetProperty("size").GetInt64(), json.GetProperty("sha256").GetString()!);
    }

    /// <summary>What is wrong with the file now, or null.</summary>
    /// <param name="folder">where it lies</param>
    /// <param name="content">whether to read it whole, rather than look at its size only</param>
    internal string? Problem(string folder, bool content)
    {
        var file = new FileInfo(Path.Combine(folder, Name));
        if (!file.Exists) return $"{Name} is missing";
        if (file.Length != Size) return $"{Name} has {file.Length:N0} bytes; {Size:N0} were written";
        if (!content) return null;
        var found = Hash(file.FullName);
        return found == Sha256 ? null : $"{Name} has the checksum {found[..12]}…; {Sha256[..12]}… was written";
    }

    private static string Hash(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
