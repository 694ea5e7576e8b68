using System.Globalization;
using System.Security.Cryptography;

namespace Pipelines.Runtime.Fingerprints;

/// <summary>
/// What a folder of a model or a GGUF file holds, as one hash: small files by their content, weights by the place, size and time of their files, since
/// reading gigabytes would take longer than anything that is asked of a program.
/// </summary>
internal static class ImportedFolder
{
    private const int MostHashed = 64 << 20;

    /// <exception cref="PipelineException">there is no such folder</exception>
    public static string Hash(string folder)
    {
        if (File.Exists(folder)) return Hash([new FileInfo(folder)]);
        if (!Directory.Exists(folder)) throw new PipelineException($"{folder}, which a stage imports, is not there");
        return Hash(new DirectoryInfo(folder).EnumerateFiles().OrderBy(file => file.Name, StringComparer.Ordinal));
    }

    private static string Hash(IEnumerable<FileInfo> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            var weights = file.Extension is ".safetensors" or ".gguf" || file.Length > MostHashed;
            var state = weights ? file.LastWriteTimeUtc.Ticks : 0;
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{file.Name}\0{file.Length}\0{state}\0")));
            if (!weights) hash.AppendData(File.ReadAllBytes(file.FullName));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
