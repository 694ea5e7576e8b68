using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Pipelines.Training;

/// <summary>Hashes of pairs and answers in tokens.</summary>
internal static class PairHash
{
    /// <summary>Of all pairs, their answers and margins, in order: 64 hexadecimal digits.</summary>
    public static string Of(IEnumerable<EncodedPair> pairs)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var pair in pairs)
        {
            foreach (var answer in pair.Mismatched.Prepend(pair.Rejected).Prepend(pair.Chosen)) Append(hash, answer);
            hash.AppendData(BitConverter.GetBytes(pair.Margin));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Of one answer to a model of a fingerprint.</summary>
    public static UInt128 Of(EncodedAnswer answer, byte[] model)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(model);
        Append(hash, answer);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, EncodedAnswer answer)
    {
        hash.AppendData(MemoryMarshal.AsBytes((ReadOnlySpan<int>)[answer.Tokens.Length, answer.Start, answer.End]));
        hash.AppendData(MemoryMarshal.AsBytes(answer.Tokens.AsSpan()));
    }
}
