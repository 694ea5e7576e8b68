using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Pipelines.Data;

/// <summary>Hashes that tell what a source holds, and divide it.</summary>
internal static class SourceHash
{
    /// <summary>Half of the SHA-256 of the text in UTF-16.</summary>
    public static UInt128 OfText(ReadOnlySpan<char> text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(text), hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    /// <summary>Whether what <paramref name="id"/> names is among the <paramref name="fraction"/> that is held out.</summary>
    public static bool IsHeldOut(string id, double fraction) => (double)(ulong)OfText(id) < fraction * Math.Pow(2, 64);

    /// <summary>A hash, 64 hexadecimal digits, of settings and of the content of files.</summary>
    /// <exception cref="DataSourceException">a file cannot be read</exception>
    public static string OfFiles(string data, IEnumerable<SourceFile> files, params ReadOnlySpan<string> settings)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var setting in settings) Append(setting);
        foreach (var file in files)
        {
            Append(file.Id);
            using var stream = file.Open(data);
            hash.AppendData(SHA256.HashData(stream));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Append(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + '\0'));
    }
}
