using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>How far a batch of sequences has been read, and what each mixer keeps of it. Freed as a whole.</summary>
public sealed class DecodeState : IDisposable
{
    private readonly Dictionary<nn.Module, LayerState> states = new(ReferenceEqualityComparer.Instance);

    /// <param name="batch">sequences, read in step</param>
    /// <param name="capacity">most tokens of each</param>
    /// <exception cref="ArgumentOutOfRangeException">less than one of either</exception>
    public DecodeState(int batch, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        Batch = batch;
        Capacity = capacity;
    }

    /// <summary>Sequences.</summary>
    public int Batch { get; }

    /// <summary>Most tokens of each sequence.</summary>
    public int Capacity { get; }

    /// <summary>Tokens of each sequence read so far. It grows when a pass has gone through every layer.</summary>
    public int Length { get; private set; }

    /// <summary>The state of <paramref name="mixer"/>, made by <paramref name="create"/> in its first pass.</summary>
    /// <exception cref="ObjectDisposedException">the state is disposed</exception>
    public TState Of<TState>(nn.Module mixer, Func<TState> create) where TState : LayerState
    {
        ObjectDisposedException.ThrowIf(Length < 0, this);
        if (!states.TryGetValue(mixer, out var state)) states[mixer] = state = create();
        return (TState)state;
    }

    /// <summary>Counts tokens that a whole pass has read.</summary>
    internal void Advance(int tokens) => Length += tokens;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var state in states.Values) state.Dispose();
        states.Clear();
        Length = -1;
    }
}
