using Pipelines.Modules;
using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>The rotary positions of a model: one module for each setting, which all blocks share that turn so.</summary>
/// <param name="owner">where they are registered</param>
/// <param name="context">most positions</param>
internal sealed class Rotaries(SequenceLayer owner, int context)
{
    private readonly Dictionary<(RopeSpec Rope, int HeadDim, bool Interleaved), RotaryEmbedding> known = [];

    /// <summary>The module for heads of <paramref name="headDim"/> channels that turn.</summary>
    /// <param name="rope">how fast they turn</param>
    /// <param name="headDim">channels of a head</param>
    /// <param name="interleaved">whether neighbours pair</param>
    public RotaryEmbedding Of(RopeSpec rope, int headDim, bool interleaved)
    {
        if (known.TryGetValue((rope, headDim, interleaved), out var shared)) return shared;
        var name = known.Count == 0 ? "rotary_emb" : $"rotary_emb_{known.Count + 1}";
        var made = owner.Register(name, new RotaryEmbedding(Frequencies(rope, (int)(headDim * rope.Share)), context, interleaved));
        known.Add((rope, headDim, interleaved), made);
        return made;
    }

    private RopeFrequencies Frequencies(RopeSpec rope, int channels) => rope.Scaling switch
    {
        null => RopeFrequencies.Default(channels, rope.Theta),
        LinearScaling linear => RopeFrequencies.Linear(channels, rope.Theta, linear.Factor),
        Llama3Scaling llama3 => RopeFrequencies.Llama3(
            channels, rope.Theta, llama3.Factor, llama3.LowFrequency, llama3.HighFrequency, llama3.OriginalContext),
        YarnScaling yarn => RopeFrequencies.Yarn(
            channels, rope.Theta, yarn.Factor, yarn.OriginalContext, yarn.BetaFast, yarn.BetaSlow, yarn.AttentionFactor, yarn.Mscale,
            yarn.MscaleAllDim, yarn.Truncate),
        LongRopeScaling longrope => RopeFrequencies.LongRope(
            channels, rope.Theta, longrope.ShortFactor, longrope.LongFactor, longrope.OriginalContext, context, longrope.AttentionFactor),
        _ => throw new NotSupportedException($"the rope scaling {rope.Scaling.Word} cannot be built"),
    };
}
