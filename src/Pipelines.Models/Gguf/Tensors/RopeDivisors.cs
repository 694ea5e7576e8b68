using Pipelines.Modules;
using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>
/// What each frequency of rotary positions is divided by: <c>rope_freqs.weight</c>, one number for each pair of channels. It carries the
/// stretching of Llama 3.1 (Grattafiori et al. 2024), which llama.cpp has no keys for.
/// </summary>
internal static class RopeDivisors
{
    /// <summary>The tensor's name.</summary>
    public const string Name = "rope_freqs.weight";

    /// <summary>The divisors of <paramref name="channels"/> that turn.</summary>
    public static float[] Of(RopeSpec rope, Llama3Scaling scaling, int channels)
    {
        var stretched = RopeFrequencies.Llama3(
            channels, rope.Theta, scaling.Factor, scaling.LowFrequency, scaling.HighFrequency, scaling.OriginalContext).Values;
        var plain = RopeFrequencies.Default(channels, rope.Theta).Values;
        return [.. plain.Zip(stretched, (frequency, slower) => (float)(frequency / slower))];
    }
}
