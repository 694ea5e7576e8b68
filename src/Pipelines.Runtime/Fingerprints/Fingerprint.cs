using System.Security.Cryptography;
using System.Text;

namespace Pipelines.Runtime.Fingerprints;

/// <summary>
/// Names what a stage makes by all that decides it: equal fingerprints, equal artifacts (up to the rounding of another machine).
/// 128 bits of a SHA-256, in hexadecimal.
/// </summary>
/// <param name="Hex">32 lower-case digits</param>
public readonly record struct Fingerprint(string Hex)
{
    private const int Digits = 32;

    /// <summary>The first digits, for people.</summary>
    public string Short => Hex[..8];

    /// <summary>The fingerprint of a text.</summary>
    public static Fingerprint Of(string text) => new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..Digits]);

    /// <inheritdoc/>
    public override string ToString() => Hex;
}
