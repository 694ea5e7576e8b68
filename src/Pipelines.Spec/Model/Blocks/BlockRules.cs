using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>What the parts of one block have to do with each other.</summary>
internal static class BlockRules
{
    /// <summary>Reports each rule that a block breaks; whether it breaks none.</summary>
    /// <param name="block">the block</param>
    /// <param name="residual">where its residual is said</param>
    /// <param name="slot">its place</param>
    /// <param name="reading">takes what is wrong</param>
    public static bool Check(BlockSpec block, SourcePosition residual, Slot slot, Reading reading)
    {
        if (block is { Mixer: NoMixer, FeedForward: NoFeedForward })
            return reading.Report(Rules.EmptyBlock, slot.At, "the block has neither a mixer nor a feed-forward; give it one of them");
        if (block.Residual != ResidualKind.Parallel) return true;
        if (block.Mixer is NoMixer || block.FeedForward is NoFeedForward)
        {
            return reading.Report(
                Rules.ParallelBlock, residual, "residual is parallel, and the block has one part only; say 'residual: sequential'");
        }
        return block.Placement == NormPlacement.Pre || reading.Report(
            Rules.ParallelBlock, residual,
            $"residual is parallel, and placement is {block.Placement.ToString().ToLowerInvariant()}: "
            + "both parts read one norm of the block's input; say 'placement: pre'");
    }
}
