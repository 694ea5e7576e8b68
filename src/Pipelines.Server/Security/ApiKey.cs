using System.Security.Cryptography;
using System.Text;

namespace Pipelines.Server;

/// <summary>A key that lets a client in, of which only the SHA-256 hash is kept.</summary>
public sealed class ApiKey
{
    private const string HashMark = "sha256:";

    private readonly byte[] hash;

    private ApiKey(byte[] hash) => this.hash = hash;

    /// <summary>What tells it from others without giving it away: the beginning of its hash.</summary>
    public string Id => Convert.ToHexStringLower(hash.AsSpan(0, 6));

    /// <summary>Reads a key: <c>sha256:</c> and its hash in 64 hexadecimal digits, or the key itself.</summary>
    /// <exception cref="ServerOptionsException">it is empty, or no such hash</exception>
    public static ApiKey Parse(string text)
    {
        text = text.Trim();
        if (text.Length == 0) throw new ServerOptionsException("an API key is empty");
        if (!text.StartsWith(HashMark, StringComparison.Ordinal)) return new ApiKey(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        var digits = text[HashMark.Length..];
        if (digits.Length != 64 || !digits.All(char.IsAsciiHexDigit))
            throw new ServerOptionsException($"after '{HashMark}' an API key has 64 hexadecimal digits, not {digits.Length} characters");
        return new ApiKey(Convert.FromHexString(digits));
    }

    /// <summary>The keys of a file, one on a line; empty lines, and those that begin with #, are left out.</summary>
    /// <exception cref="ServerOptionsException">the file cannot be read, or a line is no key</exception>
    public static IReadOnlyList<ApiKey> Read(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ServerOptionsException($"the API keys cannot be read: {failure.Message}");
        }

        var keys = new List<ApiKey>();
        for (var line = 0; line < lines.Length; line++)
        {
            if (lines[line].Trim() is "" or ['#', ..]) continue;
            try
            {
                keys.Add(Parse(lines[line]));
            }
            catch (ServerOptionsException failure)
            {
                throw new ServerOptionsException($"{path}({line + 1}): {failure.Message}");
            }
        }

        return keys;
    }

    /// <summary>What a line of a key file says of a key.</summary>
    public static string HashOf(string key) => HashMark + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>Whether a hash is this key's, in a time that does not tell how much of it is.</summary>
    internal bool Is(ReadOnlySpan<byte> otherHash) => CryptographicOperations.FixedTimeEquals(hash, otherHash);
}
