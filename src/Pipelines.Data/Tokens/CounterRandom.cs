namespace Pipelines.Data;

/// <summary>
/// Random numbers as a pure function of (seed, counter): the same on every machine, with no state but the counter, so that any draw
/// can be made again.
/// </summary>
public static class CounterRandom
{
    /// <summary>64 random bits.</summary>
    public static ulong Bits(long seed, long counter) => Mix(Mix((ulong)seed) ^ Mix((ulong)counter + 0x632BE59BD9B4E019));

    /// <summary>A number in [0, 1) of 53 random bits.</summary>
    public static double Uniform(long seed, long counter) => (Bits(seed, counter) >> 11) * (1.0 / (1UL << 53));

    /// <summary>
    /// A one-to-one mix of 64 bits in which each input bit flips each output bit about half the time: the finaliser of SplitMix64
    /// (Steele, Lea and Flood 2014).
    /// </summary>
    public static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
