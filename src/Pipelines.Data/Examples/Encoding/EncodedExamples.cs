using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Pipelines.Data;

/// <summary>Examples as tokens, and what became of those that are none.</summary>
/// <param name="kept">the examples in order</param>
/// <param name="summary">how many were kept, cut and dropped</param>
public sealed class EncodedExamples(IReadOnlyList<EncodedExample> kept, EncodingSummary summary)
{
    /// <summary>The examples in order.</summary>
    public IReadOnlyList<EncodedExample> Kept => kept;

    /// <summary>How many were kept, cut and dropped, and why.</summary>
    public EncodingSummary Summary => summary;

    /// <summary>SHA-256 of all tokens and of which are learned, in hexadecimal: equal for equal examples in the same order.</summary>
    public string Checksum
    {
        get
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var length = new byte[sizeof(int)];
            foreach (var example in kept)
            {
                BinaryPrimitives.WriteInt32LittleEndian(length, example.Tokens.Length);
                hash.AppendData(length);
                hash.AppendData(MemoryMarshal.AsBytes<int>(example.Tokens));
                hash.AppendData(MemoryMarshal.AsBytes<bool>(example.Trained));
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
    }
}
