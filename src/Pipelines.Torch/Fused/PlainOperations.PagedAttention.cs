using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Torch;

internal static partial class PlainOperations
{
    public static Tensor paged_attention(
        Tensor q, Tensor keys, Tensor values, Tensor tables, Tensor lengths, double scale, long window, double softcap, Tensor? slopes,
        Tensor? sinks)
    {
        using var scope = NewDisposeScope();
        var (kvHeads, blockTokens, blocks) = (keys.size(1), keys.size(2), tables.size(1));
        // Each sequence's tokens, moved to the right so that all end together; what stands in front of them is a segment of its own.
        var places = arange(-blocks * blockTokens, 0, ScalarType.Int64, q.device) + lengths.unsqueeze(1);    // [sequences, seen]
        var held = places.ge(0);
        if (window > 0) held = held.logical_and(places.ge(lengths.unsqueeze(1) - window));
        var positions = places.clamp(0);
        var block = positions.div(blockTokens, RoundingMode.floor);
        var heads = tables.gather(1, block).clamp(0).unsqueeze(2) * kvHeads + arange(kvHeads, ScalarType.Int64, q.device);
        var rows = heads * blockTokens + positions.remainder(blockTokens).unsqueeze(2);                      // [sequences, seen, kv_heads]
        var (k, v) = (Taken(keys, rows, held), ReferenceEquals(values, keys) ? null : Taken(values, rows, held));
        return attention(q.unsqueeze(1), k, v ?? k, scale, true, window, softcap, slopes, held.to(ScalarType.Int64), sinks)
            .squeeze(1).MoveToOuterDisposeScope();
    }

    // [blocks, kv_heads, block_tokens, dim] → [sequences, seen, kv_heads, dim], zero where nothing is held: what was never written may be
    // anything, and no weight makes it harmless.
    private static Tensor Taken(Tensor pages, Tensor rows, Tensor held) =>
        pages.flatten(0, 2).index_select(0, rows.flatten()).reshape([.. rows.shape, pages.size(3)])
            .masked_fill(held.logical_not().unsqueeze(2).unsqueeze(3), 0);
}
