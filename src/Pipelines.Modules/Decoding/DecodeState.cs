using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>How far a batch of sequences has been read, and what each mixer keeps of it. Freed as a whole.</summary>
public sealed class DecodeState : IDisposable
{
    private readonly Dictionary<nn.Module, LayerState> states = new(ReferenceEqualityComparer.Instance);

    /// <param name="batch">sequences, read in step</param>
    /// <param name="capacity">most places of each: tokens, and padding in front of them</param>
    /// <param name="padding">
    /// for each sequence, places at its front that hold no token, so that prompts of unequal length end together; none when null
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">less than one sequence or place</exception>
    /// <exception cref="ArgumentException">the padding is not one number for each sequence, from 0 to below the capacity</exception>
    public DecodeState(int batch, int capacity, IReadOnlyList<int>? padding = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        Batch = batch;
        Capacity = capacity;
        if (padding is null) return;
        if (padding.Count != batch || padding.Any(length => length < 0 || length >= capacity))
            throw new ArgumentException(
                $"padding [{string.Join(", ", padding)}] must be {batch} numbers from 0 to below the capacity {capacity}", nameof(padding));
        if (padding.Any(length => length > 0)) Padding = new Padding([.. padding], capacity);
    }

    /// <summary>Sequences.</summary>
    public int Batch { get; private set; }

    /// <summary>Most places of each sequence.</summary>
    public int Capacity { get; }

    /// <summary>Places of each sequence read so far. It grows when a pass has gone through every layer.</summary>
    public int Length { get; private set; }

    /// <summary>Tokens of the longest sequence read so far; negative while all of it is padding.</summary>
    public int Longest => Length - (Padding?.Least ?? 0);

    /// <summary>Where the rows begin; null when all begin at once.</summary>
    internal Padding? Padding { get; private set; }

    /// <summary>The state of <paramref name="mixer"/>, made by <paramref name="create"/> in its first pass.</summary>
    /// <exception cref="ObjectDisposedException">the state is disposed</exception>
    public TState Of<TState>(nn.Module mixer, Func<TState> create) where TState : LayerState
    {
        ObjectDisposedException.ThrowIf(Length < 0, this);
        if (!states.TryGetValue(mixer, out var state)) states[mixer] = state = create();
        return (TState)state;
    }

    /// <summary>
    /// Goes on with some of the sequences, in the order given, and forgets the others in every cache. One that is named twice goes on
    /// twice.
    /// </summary>
    /// <param name="rows">which sequences, each from 0 to below <see cref="Batch"/></param>
    /// <exception cref="ArgumentException">none is named, or one that is not there</exception>
    public void Keep(IReadOnlyList<int> rows)
    {
        if (rows.Count == 0 || rows.Any(row => row < 0 || row >= Batch))
            throw new ArgumentException($"[{string.Join(", ", rows)}] must name some of {Batch} sequences", nameof(rows));
        if (rows.SequenceEqual(Enumerable.Range(0, Batch))) return;
        using var untracked = torch.no_grad();
        using var chosen = torch.tensor([.. rows.Select(row => (long)row)]);
        foreach (var state in states.Values) state.Keep(chosen);
        if (Padding is { } padding)
        {
            Padding = padding.Keep(rows);
            padding.Dispose();
        }
        Batch = rows.Count;
    }

    /// <summary>Whether no mixer keeps anything.</summary>
    internal bool IsEmpty => states.Count == 0;

    /// <summary>A state of its own that goes on where this one is.</summary>
    /// <param name="bytes">how many its tensors have</param>
    internal DecodeState Copy(out long bytes)
    {
        var copy = new DecodeState(Batch, Capacity) { Length = Length, Padding = Padding?.Keep([.. Enumerable.Range(0, Batch)]) };
        using var all = torch.arange(Batch, ScalarType.Int64);
        bytes = 0;
        foreach (var (mixer, state) in states)
        {
            copy.states[mixer] = state.Copy(all, out var added);
            bytes += added;
        }
        return copy;
    }

    /// <summary>Counts places that a whole pass has read.</summary>
    internal void Advance(int places) => Length += places;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var state in states.Values) state.Dispose();
        states.Clear();
        Padding?.Dispose();
        Length = -1;
    }
}
