using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// Pieces of many sequences one behind the other in a single row of tokens: what a step of decoding reads. Layers that treat each token by
/// itself read it as they read any row; mixers keep the sequences apart.
/// </summary>
public sealed class PagedRow : IDisposable
{
    private readonly PagedState state;
    private readonly Device device;
    private readonly DecodeState?[] sequences;
    private readonly Dictionary<object, (Tensor, Tensor)> shared = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<long, Tensor> places = [];
    private readonly Dictionary<(int, long, long), Tensor> seen = [];
    private Tensor? positions, tables, lengths;

    /// <param name="state">where the sequences' pasts lie</param>
    /// <param name="pieces">one of each sequence</param>
    /// <param name="device">where the tokens are</param>
    /// <exception cref="ArgumentException">a piece is empty, goes beyond the context or its blocks, or names what is not reserved</exception>
    internal PagedRow(PagedState state, IReadOnlyList<Piece> pieces, Device device)
    {
        (this.state, this.device, Pieces) = (state, device, pieces);
        sequences = new DecodeState?[pieces.Count];
        Starts = new int[pieces.Count];
        for (var i = 0; i < pieces.Count; i++)
        {
            Require(pieces[i]);
            Starts[i] = Tokens;
            Tokens += pieces[i].Time;
        }
        while (Steps < pieces.Count && pieces[Steps].Time == 1) Steps++;
    }

    /// <summary>The pieces, in the order of their tokens.</summary>
    public IReadOnlyList<Piece> Pieces { get; }

    /// <summary>Tokens of all pieces.</summary>
    public int Tokens { get; }

    /// <summary>Where each piece begins among the tokens.</summary>
    internal int[] Starts { get; }

    /// <summary>How many pieces at the row's front have one token each: sequences that are being written.</summary>
    internal int Steps { get; }

    /// <summary>Where each token stands in its sequence, [1, tokens], int64.</summary>
    internal Tensor Positions => positions ??= Numbers(
        [.. Pieces.SelectMany(piece => Enumerable.Range(piece.Past, piece.Time)).Select(position => (long)position)], [1, Tokens]);

    /// <summary>The blocks of each of <see cref="Steps"/>, [steps, blocks of the longest], int64; −1 where there is none.</summary>
    internal Tensor Tables => tables ??= MakeTables();

    /// <summary>Tokens of each of <see cref="Steps"/>, the new one included, [steps], int64.</summary>
    internal Tensor Lengths => lengths ??= Numbers([.. Pieces.Take(Steps).Select(piece => piece.Past + 1L)], [Steps]);

    /// <summary>Where each token's heads lie among the rows of all blocks, [blocks · heads · block_tokens]: [tokens · heads], int64.</summary>
    internal Tensor Places(long heads)
    {
        if (places.TryGetValue(heads, out var known)) return known;
        long[] values = [.. Pieces.SelectMany(piece => Enumerable.Range(piece.Past, piece.Time)
            .SelectMany(position => Rows(piece, position, heads)))];
        return places[heads] = Numbers(values, [values.Length]);
    }

    /// <summary>Where the tokens lie that a piece sees under a window, its own included, the first in front.</summary>
    /// <param name="piece">which</param>
    /// <param name="window">how many tokens back each sees, itself included; 0 for all</param>
    /// <param name="heads">heads of keys</param>
    /// <returns>among the rows of all blocks, [seen · heads], int64, of this row</returns>
    internal Tensor Seen(int piece, long window, long heads)
    {
        if (seen.TryGetValue((piece, window, heads), out var known)) return known;
        var one = Pieces[piece];
        var first = window == 0 ? 0 : (int)Math.Max(0, one.Past - window + 1);
        long[] values = [.. Enumerable.Range(first, one.Past + one.Time - first).SelectMany(position => Rows(one, position, heads))];
        return seen[(piece, window, heads)] = Numbers(values, [values.Length]);
    }

    /// <summary>What <paramref name="mixer"/> keeps, made in its first pass by <paramref name="create"/> of a block's tokens.</summary>
    internal TStore Of<TStore>(nn.Module mixer, Func<int, TStore> create) where TStore : LayerStore =>
        state.Of(mixer, () => create(state.BlockTokens));

    /// <summary>Two tensors that several layers of the pass read, made once and freed with the row.</summary>
    internal (Tensor, Tensor) Shared(object owner, Func<(Tensor, Tensor)> make)
    {
        if (shared.TryGetValue(owner, out var known)) return known;
        var (first, second) = make();
        return shared[owner] = (first.DetachFromDisposeScope(), second.DetachFromDisposeScope());
    }

    /// <summary>Gives a layer one piece after another, each with what it keeps of the piece's sequence.</summary>
    /// <param name="layer">reads one sequence at a time</param>
    /// <param name="x">[1, tokens, …]</param>
    /// <param name="pass">the pass over the whole row</param>
    /// <returns>[1, tokens, …]</returns>
    internal Tensor OneByOne(SequenceLayer layer, Tensor x, Pass pass)
    {
        using var scope = torch.NewDisposeScope();
        var results = new List<Tensor>();
        for (var i = 0; i < Pieces.Count; i++)
            results.Add(layer.call(x.narrow(1, Starts[i], Pieces[i].Time), pass with { Row = null, State = Sequence(i) }));
        return torch.cat(results, 1).MoveToOuterDisposeScope();
    }

    /// <summary>Counts the tokens as read, after every layer has.</summary>
    internal void Complete()
    {
        for (var i = 0; i < sequences.Length; i++) sequences[i]?.Advance(Pieces[i].Time);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (var i = 0; i < sequences.Length; i++)
            if (Pieces[i].Slot < 0) sequences[i]?.Dispose();
        foreach (var (first, second) in shared.Values)
        {
            first.Dispose();
            second.Dispose();
        }
        foreach (var tensor in seen.Values) tensor.Dispose();
        positions?.Dispose();
        foreach (var tensor in places.Values) tensor.Dispose();
        tables?.Dispose();
        lengths?.Dispose();
    }

    private void Require(Piece piece)
    {
        var (time, past, blocks, slot) = piece;
        if (time < 1 || past < 0 || past + time > state.Context)
            throw new ArgumentException($"{past} tokens are read and {time} follow; the context is {state.Context}");
        if (state.BlockBytes > 0)
        {
            if (blocks.Length * (long)state.BlockTokens < past + time)
                throw new ArgumentException($"{blocks.Length} blocks of {state.BlockTokens} do not hold {past + time} tokens");
            foreach (var block in blocks.Span)
                if (block < -1 || block >= state.Blocks) throw new ArgumentException($"there is no block {block} among {state.Blocks}");
        }
        if (slot >= state.Slots || (slot < 0 && state.SlotBytes > 0))
            throw new ArgumentException($"there is no slot {slot} among {state.Slots}");
    }

    private DecodeState Sequence(int piece)
    {
        if (sequences[piece] is { } known) return known;
        var (slot, past) = (Pieces[piece].Slot, Pieces[piece].Past);
        if (slot >= 0) return sequences[piece] = state.Sequence(slot, past);
        // No layer keeps anything: all that one can ask for is how many tokens came before.
        var fresh = sequences[piece] = new DecodeState(1, state.Context);
        fresh.Advance(past);
        return fresh;
    }

    /// <summary>Where the heads of a token lie among the rows of all blocks.</summary>
    private IEnumerable<long> Rows(Piece piece, int position, long heads)
    {
        var (block, within) = (piece.Blocks.Span[position / state.BlockTokens], position % state.BlockTokens);
        for (var head = 0L; head < heads; head++) yield return (block * heads + head) * state.BlockTokens + within;
    }

    private Tensor MakeTables()
    {
        var most = 0;
        for (var i = 0; i < Steps; i++) most = Math.Max(most, Pieces[i].Past / state.BlockTokens + 1);
        var values = new long[Steps * most];
        Array.Fill(values, -1);
        for (var i = 0; i < Steps; i++)
        {
            var blocks = Pieces[i].Blocks.Span[..(Pieces[i].Past / state.BlockTokens + 1)];
            for (var j = 0; j < blocks.Length; j++) values[i * most + j] = blocks[j];
        }
        return Numbers(values, [Steps, most]);
    }

    private Tensor Numbers(long[] values, long[] shape) => torch.tensor(values, shape, device: device).DetachFromDisposeScope();
}
