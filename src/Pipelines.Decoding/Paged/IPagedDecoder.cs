namespace Pipelines.Decoding;

/// <summary>
/// A decoder that reads pieces of many sequences in one step. What it keeps of their tokens lies in numbered blocks, of
/// <see cref="PagedMemory.BlockTokens"/> tokens each, and in numbered slots for what summarises a whole past; who owns which number is the
/// caller's affair, so that sequences can share blocks, grow without being moved and be forgotten at once (Kwon et al., arXiv:2309.06180).
/// Used by one thread at a time.
/// </summary>
public interface IPagedDecoder : IDisposable
{
    /// <summary>Logits of a place: tokens of the vocabulary, padded ones included.</summary>
    int Vocab { get; }

    /// <summary>Most tokens of a sequence.</summary>
    int Context { get; }

    /// <summary>What a sequence takes.</summary>
    PagedMemory Memory { get; }

    /// <summary>Makes room, once, before the first step.</summary>
    /// <param name="blocks">blocks, numbered from 0; none of them is read before it is written</param>
    /// <param name="slots">slots, numbered from 0; ignored where <see cref="PagedMemory.SlotBytes"/> is 0</param>
    void Reserve(int blocks, int slots);

    /// <summary>Copies what one block holds into another.</summary>
    void CopyBlock(int from, int to);

    /// <summary>Copies what one slot holds into another.</summary>
    void CopySlot(int from, int to);

    /// <summary>
    /// Reads every chunk, each after its own past, and gives the logits that were asked for. What a chunk gives does not depend on the
    /// others beside it.
    /// </summary>
    /// <param name="chunks">pieces of different sequences</param>
    /// <param name="logits">
    /// [sum of <see cref="Chunk.LogitRows"/>, vocab], written whole: those of the first chunk's last places, then of the second's …
    /// </param>
    /// <exception cref="ArgumentException">a chunk is empty, goes beyond the context or its blocks, or the logits are of another size</exception>
    void Step(ReadOnlySpan<Chunk> chunks, Span<float> logits);
}
