using Pipelines.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// Keys and values of one attention layer in blocks of tokens (Kwon et al., arXiv:2309.06180): [blocks, kv_heads, block_tokens, head_dim]
/// each, or one tensor for both.
/// </summary>
internal sealed class TokenPages : LayerStore
{
    private readonly Arena keys, values;

    /// <param name="keys">of each block, [kv_heads, block_tokens, head_dim]</param>
    /// <param name="values">of each block, [kv_heads, block_tokens, value_dim]; the keys themselves where these are the values too</param>
    /// <param name="window">how many tokens back a token sees, itself included; 0 for all</param>
    public TokenPages(Arena keys, Arena values, long window)
        : base(keys == values ? [keys] : [keys, values], []) => (this.keys, this.values, Window) = (keys, values, window);

    /// <inheritdoc/>
    public override long Window { get; }

    /// <summary>softmax(scores) · v: each token over those of its own sequence that it may see, itself included.</summary>
    /// <param name="row">the pieces of sequences</param>
    /// <param name="q">[1, tokens, heads, head_dim]</param>
    /// <param name="k">of the new tokens, [1, tokens, kv_heads, head_dim]</param>
    /// <param name="v">[1, tokens, kv_heads, value_dim]</param>
    /// <param name="mixing">how scores are made</param>
    /// <param name="slopes">how fast each head's scores fall with distance, [heads]; null when they do not</param>
    /// <param name="sinks">a score beside those of the keys, [heads]; null where there is none</param>
    /// <returns>[1, tokens, heads, value_dim]</returns>
    public Tensor Mix(PagedRow row, Tensor q, Tensor k, Tensor v, ScoredMixing mixing, Tensor? slopes, Tensor? sinks)
    {
        using var scope = torch.NewDisposeScope();
        Write(keys, row, k);
        if (values != keys) Write(values, row, v);
        var mixed = new List<Tensor>();
        if (row.Steps > 0)
            mixed.Add(Fused.paged_attention(
                q.narrow(1, 0, row.Steps).squeeze(0), keys.Whole, values.Whole, row.Tables, row.Lengths, mixing.Scale, mixing.Window,
                mixing.Softcap, slopes, sinks).unsqueeze(0));
        for (var i = row.Steps; i < row.Pieces.Count; i++)
        {
            var (start, time, past) = (row.Starts[i], row.Pieces[i].Time, row.Pieces[i].Past);
            var (seen, read) = past == 0
                ? (k.narrow(1, start, time), v.narrow(1, start, time))
                : (Seen(keys, row, i), Seen(values, row, i));                   // [1, seen, kv_heads, …]
            mixed.Add(Fused.attention(
                q.narrow(1, start, time), seen, read, mixing.Scale, causal: true, mixing.Window, mixing.Softcap, slopes, sinks: sinks));
        }
        return (mixed.Count == 1 ? mixed[0] : torch.cat(mixed, 1)).MoveToOuterDisposeScope();
    }

    /// <summary>The tokens that a piece of the row sees, its own included: [1, seen, kv_heads, …].</summary>
    private Tensor Seen(Arena arena, PagedRow row, int piece)
    {
        var heads = arena.Whole.shape[1];
        return arena.Whole.flatten(0, 2).index_select(0, row.Seen(piece, Window, heads)).unflatten(0, -1, heads).unsqueeze(0);
    }

    private static void Write(Arena arena, PagedRow row, Tensor x) =>
        arena.Whole.flatten(0, 2).index_copy_(0, row.Places(arena.Whole.shape[1]), x.flatten(0, 2));
}
