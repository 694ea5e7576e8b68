using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// What a decoder keeps of many sequences: of their tokens in numbered blocks, of their pasts as a whole in numbered slots. Which sequence
/// has which is the caller's affair. Freed as a whole.
/// </summary>
public sealed class PagedState : IDisposable
{
    private readonly Dictionary<nn.Module, LayerStore> stores = new(ReferenceEqualityComparer.Instance);
    private DecodeState?[] sequences = [];    // by slot: what layers keep that read one sequence at a time

    /// <param name="blockTokens">tokens in a block</param>
    /// <param name="context">most tokens of a sequence</param>
    internal PagedState(int blockTokens, int context)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(blockTokens, 1);
        (BlockTokens, Context) = (blockTokens, context);
    }

    /// <summary>Tokens in a block.</summary>
    public int BlockTokens { get; }

    /// <summary>Blocks that are reserved.</summary>
    public int Blocks { get; private set; }

    /// <summary>Slots that are reserved.</summary>
    public int Slots { get; private set; }

    /// <summary>Bytes of a block, over all layers; 0 where none keeps single tokens.</summary>
    public long BlockBytes { get; private set; }

    /// <summary>Bytes of a slot, over all layers; 0 where none summarises its past.</summary>
    public long SlotBytes { get; private set; }

    /// <summary>How many tokens back the farthest-sighted layer sees, the newest included; 0 where one sees all.</summary>
    public int Window { get; private set; }

    /// <summary>Most tokens of a sequence.</summary>
    internal int Context { get; }

    /// <summary>Makes room, and forgets what was held.</summary>
    /// <param name="blocks">blocks, numbered from 0</param>
    /// <param name="slots">slots, numbered from 0</param>
    /// <exception cref="ArgumentOutOfRangeException">a number is negative</exception>
    public void Reserve(int blocks, int slots)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(blocks);
        ArgumentOutOfRangeException.ThrowIfNegative(slots);
        (Blocks, Slots) = (blocks, slots);
        foreach (var store in stores.Values) store.Reserve(blocks, slots);
        Forget();
        sequences = new DecodeState?[slots];
    }

    /// <summary>Copies what one block holds into another.</summary>
    /// <exception cref="ArgumentOutOfRangeException">there is no such block</exception>
    public void CopyBlock(int from, int to)
    {
        RequireNumber(from, Blocks, nameof(from));
        RequireNumber(to, Blocks, nameof(to));
        using var untracked = no_grad();
        foreach (var store in stores.Values) store.CopyBlock(from, to);
    }

    /// <summary>Copies what one slot holds into another.</summary>
    /// <exception cref="ArgumentOutOfRangeException">there is no such slot</exception>
    public void CopySlot(int from, int to)
    {
        RequireNumber(from, Slots, nameof(from));
        RequireNumber(to, Slots, nameof(to));
        if (from == to) return;
        using var untracked = no_grad();
        foreach (var store in stores.Values) store.CopySlot(from, to);
        var copy = sequences[from]?.Copy(out _);
        sequences[to]?.Dispose();
        sequences[to] = copy;
    }

    /// <summary>The store of <paramref name="mixer"/>, made by <paramref name="create"/> in its first pass.</summary>
    internal TStore Of<TStore>(nn.Module mixer, Func<TStore> create) where TStore : LayerStore
    {
        if (stores.TryGetValue(mixer, out var known)) return (TStore)known;
        var store = create();
        store.Reserve(Blocks, Slots);
        stores[mixer] = store;
        return store;
    }

    /// <summary>What layers that read one sequence at a time keep of the one in <paramref name="slot"/>.</summary>
    /// <param name="slot">its number</param>
    /// <param name="past">tokens read so far; with 0 what was kept is forgotten</param>
    /// <exception cref="ArgumentException">the slot holds another number of tokens</exception>
    internal DecodeState Sequence(int slot, int past)
    {
        if (past == 0)
        {
            sequences[slot]?.Dispose();
            sequences[slot] = new DecodeState(1, Context);
        }
        if (sequences[slot] is { } state && state.Length == past) return state;
        throw new ArgumentException($"slot {slot} holds {sequences[slot]?.Length ?? 0} tokens, and {past} were to be read before");
    }

    /// <summary>Takes from a first step what every block and slot holds.</summary>
    internal void Measure()
    {
        using var untracked = no_grad();
        var bytes = 0L;
        using var copy = sequences[0]?.Copy(out bytes);
        BlockBytes = stores.Values.Sum(store => store.BlockBytes);
        if (copy is { IsEmpty: false }) bytes = Math.Max(bytes, 1);    // a state whose tensors are not known is one all the same
        SlotBytes = stores.Values.Sum(store => store.SlotBytes) + bytes;
        var reading = stores.Values.Where(store => store.BlockBytes > 0).ToArray();
        Window = reading.Length == 0 || reading.Any(store => store.Window == 0) ? 0 : (int)reading.Max(store => store.Window);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var store in stores.Values) store.Dispose();
        stores.Clear();
        Forget();
    }

    private void Forget()
    {
        foreach (var sequence in sequences) sequence?.Dispose();
        sequences = [];
    }

    private static void RequireNumber(int number, int count, string name)
    {
        if (number < 0 || number >= count) throw new ArgumentOutOfRangeException(name, number, $"there are {count}");
    }
}
