using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests.Paged;

/// <summary>A text that is read into blocks from wherever there are free ones, and what it gives read whole.</summary>
internal sealed class PagedSequence : IDisposable
{
    private readonly Tensor ids, whole;
    private readonly List<int> blocks = [];

    public PagedSequence(Decoder model, int length, int slot, long seed)
    {
        Slot = slot;
        Length = length;
        ids = SmallModels.Ids(1, length, seed);
        using var untracked = no_grad();
        whole = model.call(ids).squeeze(0);    // [length, vocab]
    }

    public int Slot { get; set; }

    public int Length { get; }

    public int Past { get; private set; }

    public int Left => Length - Past;

    /// <summary>The numbers of its blocks; what a window no longer reaches is −1.</summary>
    public List<int> Blocks => blocks;

    /// <summary>Its next tokens, [1, time], and where they go.</summary>
    public (Tensor Ids, Piece Piece) Next(int time, int blockTokens, Stack<int> free)
    {
        while (blocks.Count * blockTokens < Past + time) blocks.Add(free.Pop());
        return (ids.narrow(1, Past, time), new Piece(time, Past, blocks.ToArray(), Slot));
    }

    /// <summary>Holds logits of its next tokens, [time, vocab], against those of the whole.</summary>
    public void Check(Tensor logits, double tolerance)
    {
        var time = (int)logits.shape[0];
        using var expected = whole.narrow(0, Past, time);
        logits.ShouldBeWithin(expected, tolerance, $"tokens {Past} to {Past + time} of {Length} in slot {Slot}");
        Past += time;
    }

    /// <summary>Goes on behind tokens that another sequence has read.</summary>
    public void Skip(int tokens) => Past += tokens;

    public void Dispose()
    {
        ids.Dispose();
        whole.Dispose();
    }
}
