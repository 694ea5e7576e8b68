using Pipelines.Decoding;
using Pipelines.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Serving;

/// <summary>
/// Any decoder, built or emitted or with blocks of one's own, on whichever device and in whichever type it computes. The tokens of a step
/// are one row: all that treats a token by itself goes through once for all sequences.
/// </summary>
public sealed class TorchDecoder : IPagedDecoder
{
    private readonly Decoder model;
    private readonly PagedState state;

    /// <param name="model">stays its owner's, and is put into evaluation mode; nobody may train it meanwhile</param>
    /// <param name="blockTokens">tokens in a block</param>
    /// <exception cref="ArgumentOutOfRangeException">a block has less than one token</exception>
    /// <exception cref="InvalidOperationException">a layer cannot read a sequence in steps</exception>
    public TorchDecoder(Decoder model, int blockTokens = 16)
    {
        model.eval();
        (this.model, state) = (model, model.NewPagedState(blockTokens));
        Memory = new PagedMemory(blockTokens, state.BlockBytes, state.SlotBytes, state.Window);
    }

    /// <inheritdoc/>
    public int Vocab => model.Shape.Vocab;

    /// <inheritdoc/>
    public int Context => model.Shape.Context;

    /// <inheritdoc/>
    public PagedMemory Memory { get; }

    /// <inheritdoc/>
    public void Reserve(int blocks, int slots) => state.Reserve(Memory.BlockBytes > 0 ? blocks : 0, Memory.SlotBytes > 0 ? slots : 0);

    /// <inheritdoc/>
    public void CopyBlock(int from, int to)
    {
        if (Memory.BlockBytes > 0) state.CopyBlock(from, to);
    }

    /// <inheritdoc/>
    public void CopySlot(int from, int to)
    {
        if (Memory.SlotBytes > 0) state.CopySlot(from, to);
    }

    /// <inheritdoc/>
    public void Step(ReadOnlySpan<Chunk> chunks, Span<float> logits)
    {
        var layout = new StepLayout(chunks, keepsTokens: Memory.BlockBytes > 0, keepsSlots: Memory.SlotBytes > 0);
        if (logits.Length != (long)layout.Wanted.Length * Vocab)
            throw new ArgumentException($"{layout.Wanted.Length} rows of {Vocab} logits are asked for; there is room for {logits.Length}");
        using var untracked = no_grad();
        using var ids = tensor(layout.Tokens, [1, layout.Tokens.Length], device: model.Device);
        using var hidden = model.hidden(ids, state, layout.Pieces);    // [1, tokens, dim]
        if (layout.Wanted.Length == 0) return;
        using var places = tensor(layout.Wanted, device: model.Device);
        using var rows = hidden.squeeze(0);                            // [tokens, dim]
        using var read = rows.index_select(0, places);                 // [rows, dim]
        using var scores = model.logits(read);                         // [rows, vocab]
        using var host = scores.cpu();
        using var values = host.data<float>();
        values.CopyTo(logits);
    }

    /// <inheritdoc/>
    public void Dispose() => state.Dispose();
}
