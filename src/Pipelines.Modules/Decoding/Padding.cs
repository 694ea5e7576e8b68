using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// Places at the front of rows that are no tokens, so that prompts of unequal length end together and are read in step. Attention takes
/// them for a segment of their own, positions are counted from the first token, and state spaces are fed zeros until it comes.
/// </summary>
internal sealed class Padding : IDisposable
{
    private readonly int[] lengths;    // of each row
    private readonly int most;
    private readonly Tensor segments;  // [batch, capacity]: 0 in front, 1 from the first token on

    /// <param name="lengths">places of each row in front of its first token</param>
    /// <param name="capacity">most places of a row</param>
    public Padding(int[] lengths, int capacity)
    {
        (this.lengths, most) = (lengths, lengths.Max());
        Least = lengths.Min();
        var values = new long[lengths.Length * capacity];
        for (var row = 0; row < lengths.Length; row++) values.AsSpan(row * capacity + lengths[row], capacity - lengths[row]).Fill(1);
        segments = torch.tensor(values, [lengths.Length, capacity]).DetachFromDisposeScope();
    }

    /// <summary>That of the row with the least.</summary>
    public int Least { get; }

    /// <returns>which places are tokens, 1, and which are not, 0, from <paramref name="first"/> on: [batch, count], int64</returns>
    public Tensor Segments(long first, long count, Device device)
    {
        using var part = segments.narrow(1, first, count);
        return part.to(device);
    }

    /// <returns>position of each place in its row's text, 0 in front of it: [batch, time], int64</returns>
    public Tensor Positions(int past, long time, Device device)
    {
        var values = new long[lengths.Length * time];
        for (var i = 0; i < values.Length; i++) values[i] = Math.Max(0, past + i % time - lengths[i / time]);
        return torch.tensor(values, [lengths.Length, time], device: device);
    }

    /// <summary>Zeros where <paramref name="x"/>, [batch, time, channels] from <paramref name="past"/> on, belongs to no token.</summary>
    /// <returns><paramref name="x"/> itself where all of it belongs to tokens</returns>
    public Tensor Blank(Tensor x, int past)
    {
        if (past >= most) return x;
        using var tokens = Segments(past, x.shape[1], x.device);
        using var typed = tokens.to_type(x.dtype);
        using var factors = typed.unsqueeze(2);    // [batch, time, 1]
        return x * factors;
    }

    /// <summary>That of some rows, in their order.</summary>
    public Padding Keep(IReadOnlyList<int> rows) => new([.. rows.Select(row => lengths[row])], (int)segments.shape[1]);

    /// <inheritdoc/>
    public void Dispose() => segments.Dispose();
}
