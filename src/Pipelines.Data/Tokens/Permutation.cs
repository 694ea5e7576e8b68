using System.Numerics;

namespace Pipelines.Data;

/// <summary>
/// A shuffle of [0, n) that is computed, not stored: a Feistel network over the next even number of bits, walked until it lands
/// below n (Black and Rogaway 2002). Any position costs the same, so that an epoch can be entered anywhere.
/// </summary>
public readonly struct Permutation
{
    private const int Rounds = 6;

    private readonly ulong count;
    private readonly ulong key;
    private readonly int halfBits;
    private readonly ulong halfMask;

    /// <param name="count">n, 1 at least</param>
    /// <param name="key">of the order: another key, another order</param>
    public Permutation(long count, ulong key)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        this.count = (ulong)count;
        this.key = key;
        halfBits = Math.Max(1, (BitOperations.Log2((ulong)count) + 2) / 2);
        halfMask = (1UL << halfBits) - 1;
    }

    /// <summary>What stands at <paramref name="position"/> of the shuffled order, in [0, n).</summary>
    public long this[long position]
    {
        get
        {
            var value = (ulong)position;
            do value = Encipher(value);
            while (value >= count);
            return (long)value;
        }
    }

    private ulong Encipher(ulong value)
    {
        var (left, right) = (value >> halfBits, value & halfMask);
        for (var round = 0UL; round < Rounds; round++)
            (left, right) = (right, left ^ (CounterRandom.Mix(right ^ CounterRandom.Mix(key + round)) & halfMask));
        return (left << halfBits) | right;
    }
}
