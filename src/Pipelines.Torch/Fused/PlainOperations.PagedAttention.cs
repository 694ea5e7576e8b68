using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Torch;

internal static partial class PlainOperations
{
    public static Tensor paged_attention(
        Tensor q, Tensor keys, Tensor values, Tensor tables, Tensor lengths, double scale, long window, double softcap, Tensor? slopes)
    {
        using var scope = NewDisposeScope();
        var (blockTokens, blocks) = (keys.size(1), tables.size(1));
        // Each sequence's tokens, moved to the right so that all end together; what stands in front of them is a segment of its own.
        var places = arange(-blocks * blockTokens, 0, ScalarType.Int64, q.device) + lengths.unsqueeze(1);    // [sequences, seen]
        var held = places.ge(0);
        if (window > 0) held = held.logical_and(places.ge(lengths.unsqueeze(1) - window));
        var positions = places.clamp(0);
        var block = positions.div(blockTokens, RoundingMode.floor);
        var tokens = (positions + (tables.gather(1, block).clamp(0) - block) * blockTokens).flatten();
        var (k, v) = (Taken(keys, tokens, held), ReferenceEquals(values, keys) ? null : Taken(values, tokens, held));
        return attention(q.unsqueeze(1), k, v ?? k, scale, true, window, softcap, slopes, held.to(ScalarType.Int64))
            .squeeze(1).MoveToOuterDisposeScope();
    }

    // [blocks, block_tokens, kv_heads, dim] → [sequences, seen, kv_heads, dim], zero where nothing is held: what was never written may be
    // anything, and no weight makes it harmless.
    private static Tensor Taken(Tensor pages, Tensor tokens, Tensor held) =>
        pages.flatten(0, 1).index_select(0, tokens).reshape(held.size(0), held.size(1), pages.size(2), pages.size(3))
            .masked_fill(held.logical_not().reshape(held.size(0), held.size(1), 1, 1), 0);
}
