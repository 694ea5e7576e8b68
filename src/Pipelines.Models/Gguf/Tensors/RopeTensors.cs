using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>
/// The tensors in which files have what of rotary positions llama.cpp has no keys for, one number for each pair of channels: what
/// frequencies are divided by in texts of every length, or in those within the first training's context and in longer ones.
/// </summary>
internal static class RopeTensors
{
    /// <summary>The factors of LongRoPE where the context is no longer than the original one.</summary>
    public const string Short = "rope_factors_short.weight";

    /// <summary>The factors where it is longer.</summary>
    public const string Long = "rope_factors_long.weight";

    /// <summary>Those of a model, by name; none where its positions need none.</summary>
    public static IReadOnlyDictionary<string, float[]> Of(Architecture model)
    {
        var attention = model.Blocks.Select(block => block.Mixer).OfType<AttentionSpec>().FirstOrDefault();
        return attention?.Rope switch
        {
            { Scaling: Llama3Scaling scaling } rope => new Dictionary<string, float[]>
            {
                [RopeDivisors.Name] = RopeDivisors.Of(rope, scaling, (int)(attention.HeadDim * rope.Share)),
            },
            { Scaling: LongRopeScaling scaling } => new Dictionary<string, float[]>
            {
                [Long] = [.. scaling.LongFactor.Select(factor => (float)factor)],
                [Short] = [.. scaling.ShortFactor.Select(factor => (float)factor)],
            },
            _ => new Dictionary<string, float[]>(),
        };
    }
}
