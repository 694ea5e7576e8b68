using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>A causal language model: each place gives the next token, and a sequence can be read in steps.</summary>
public abstract class Decoder : LanguageModel
{
    /// <param name="name">its class's name</param>
    /// <param name="shape">its sizes</param>
    /// <param name="logitSoftcap">c in c · tanh(logit / c), which the logits go through; 0 for none</param>
    protected Decoder(string name, DecoderShape shape, double logitSoftcap = 0)
        : base(name, shape, logitSoftcap)
    {
    }

    /// <summary>
    /// Hidden states after the final norm of tokens that go on where <paramref name="state"/> ends. The state grows by them, and
    /// nothing is recorded for a backward pass.
    /// </summary>
    /// <param name="ids">new token ids, [batch, new], int64</param>
    /// <param name="state">what was read before</param>
    /// <returns>[batch, new, dim] in the compute type</returns>
    /// <exception cref="ArgumentException">the shape is another, or the state has no room left</exception>
    public Tensor hidden(Tensor ids, DecodeState state)
    {
        var time = RequireSequence(ids, state.Length, state.Capacity);
        if (state.Longest + time > Shape.Context)
            throw new ArgumentException($"{state.Longest} tokens are read and {time} follow; the context is {Shape.Context}", nameof(ids));
        if (ids.shape[0] != state.Batch)
            throw new ArgumentException($"ids have {ids.shape[0]} sequences; the state was made for {state.Batch}", nameof(ids));
        using var inference = torch.no_grad();
        var result = trunk(ids, new Pass(ComputeType, state));
        state.Advance(time);
        return result;
    }

    /// <summary>
    /// An empty state for decoding <paramref name="batch"/> sequences. Prompts of unequal length are read in one batch with padding in
    /// front of the shorter ones, of any token ids: no token sees it, and each row gives what it gives alone.
    /// </summary>
    /// <param name="batch">sequences, read in step</param>
    /// <param name="capacity">most places of each, padding included; the model's context and the longest padding when null</param>
    /// <param name="padding">for each sequence, places at its front that hold no token; none when null</param>
    /// <exception cref="ArgumentOutOfRangeException">no sequence, no place, or more places than the context and the longest padding</exception>
    /// <exception cref="ArgumentException">the padding is not one number for each sequence, from 0 to below the capacity</exception>
    public DecodeState NewState(int batch, int? capacity = null, IReadOnlyList<int>? padding = null)
    {
        var most = Shape.Context + (padding is { Count: > 0 } ? padding.Max() : 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity ?? most, most, nameof(capacity));
        return new DecodeState(batch, capacity ?? most, padding);
    }

    /// <summary>
    /// Hidden states after the final norm of the next tokens of many sequences, each of which goes on where its past ends. Nothing is
    /// recorded for a backward pass. It is fastest with pieces of one token in front of the others.
    /// </summary>
    /// <param name="ids">the pieces' token ids one behind the other, [1, tokens], int64</param>
    /// <param name="state">where the sequences' pasts lie, and these tokens will</param>
    /// <param name="pieces">one of each sequence</param>
    /// <returns>[1, tokens, dim] in the compute type</returns>
    /// <exception cref="ArgumentException">
    /// the shape is another, or a piece is empty, goes beyond the context or its blocks, or names a block or slot that is not reserved
    /// </exception>
    public Tensor hidden(Tensor ids, PagedState state, IReadOnlyList<Piece> pieces)
    {
        using var inference = torch.no_grad();
        using var row = new PagedRow(state, pieces, Device);
        if (RequireSequence(ids, past: 0, int.MaxValue) != row.Tokens || ids.shape[0] != 1)
            throw new ArgumentException($"ids are [{string.Join(", ", ids.shape)}]; the pieces have {row.Tokens} tokens", nameof(ids));
        var result = trunk(ids, new Pass(ComputeType, Row: row));
        row.Complete();
        return result;
    }

    /// <summary>An empty state for decoding many sequences in blocks and slots, for which it has no room yet.</summary>
    /// <param name="blockTokens">tokens in a block</param>
    /// <exception cref="ArgumentOutOfRangeException">less than one token</exception>
    public PagedState NewPagedState(int blockTokens)
    {
        var state = new PagedState(blockTokens, Shape.Context);
        state.Reserve(1, 1);
        using var first = torch.zeros([1, 1], ScalarType.Int64, Device);
        hidden(first, state, [new Piece(1, 0, new[] { 0 }, 0)]).Dispose();    // each layer says what it keeps
        state.Measure();
        state.Reserve(0, 0);
        return state;
    }

    /// <summary>One step of cached decoding: reads <paramref name="ids"/>, a prompt or the token chosen last, into the state.</summary>
    /// <param name="ids">new token ids, [batch, new], int64</param>
    /// <param name="state">grows by them</param>
    /// <returns>logits of the token that follows the last, [batch, vocab], float32</returns>
    /// <exception cref="ArgumentException">the shape is another, or the state has no room left</exception>
    public Tensor decode(Tensor ids, DecodeState state)
    {
        using var inference = torch.no_grad();
        var h = hidden(ids, state);                 // [batch, new, dim]
        return Logits(h.select(1, -1).Freeing(h));  // [batch, vocab]
    }
}
