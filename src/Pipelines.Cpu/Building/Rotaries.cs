using Pipelines.Modules;
using Pipelines.Spec;

namespace Pipelines.Cpu;

/// <summary>The rotary positions of a model: one table for each setting, which all layers share that turn so.</summary>
/// <param name="context">most positions</param>
internal sealed class Rotaries(int context) : IDisposable
{
    private readonly Dictionary<(RopeSpec Rope, int HeadDim, bool Interleaved), Rotary> known = [];

    /// <summary>What turns heads of <paramref name="headDim"/> channels.</summary>
    public Rotary Of(RopeSpec rope, int headDim, bool interleaved)
    {
        if (!known.TryGetValue((rope, headDim, interleaved), out var rotary))
        {
            rotary = new Rotary(Frequencies(rope, (int)(headDim * rope.Share)), context, interleaved);
            known.Add((rope, headDim, interleaved), rotary);
        }
        return rotary;
    }

    public void Dispose()
    {
        foreach (var rotary in known.Values) rotary.Dispose();
    }

    private RopeFrequencies Frequencies(RopeSpec rope, int channels) => rope.Scaling switch
    {
        LinearScaling linear => RopeFrequencies.Linear(channels, rope.Theta, linear.Factor),
        Llama3Scaling llama3 => RopeFrequencies.Llama3(
            channels, rope.Theta, llama3.Factor, llama3.LowFrequency, llama3.HighFrequency, llama3.OriginalContext),
        YarnScaling yarn => RopeFrequencies.Yarn(
            channels, rope.Theta, yarn.Factor, yarn.OriginalContext, yarn.BetaFast, yarn.BetaSlow, yarn.AttentionFactor, yarn.Mscale,
            yarn.MscaleAllDim, yarn.Truncate),
        LongRopeScaling longrope => RopeFrequencies.LongRope(
            channels, rope.Theta, longrope.ShortFactor, longrope.LongFactor, longrope.OriginalContext, context, longrope.AttentionFactor),
        _ => RopeFrequencies.Default(channels, rope.Theta),
    };
}
