using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Pipelines.Decoding;

/// <summary>Sequences of tokens are equal when their tokens are.</summary>
internal sealed class TokenSequences : IEqualityComparer<int[]>
{
    public static readonly TokenSequences Comparer = new();

    public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode([DisallowNull] int[] tokens)
    {
        var hash = new HashCode();
        hash.AddBytes(MemoryMarshal.AsBytes<int>(tokens));
        return hash.ToHashCode();
    }
}
