using Pipelines.Decoding;

namespace Pipelines.Serving;

/// <summary>
/// Proposes what a smaller model with the same tokens would write. It reads along, in blocks of its own, all sequences in one batch. Tokens
/// of requests without a seed are drawn from its distribution; those with one it draws with the request's own draws, so that the request is
/// answered as it would be without it.
/// </summary>
public sealed class DraftSpeculator : ISpeculator
{
    /// <summary>Most tokens of a sequence that the draft reads in a step.</summary>
    private const int StepTokens = 512;

    private readonly IPagedDecoder draft;
    private readonly DraftRoom room;
    private readonly Dictionary<SpeculatedSequence, DraftedSequence> followed = [];
    private float[] logits = [];

    /// <summary>Makes room for the draft.</summary>
    /// <param name="draft">the smaller model, which the speculator disposes</param>
    /// <param name="mostTokens">most tokens that are proposed, at least one</param>
    /// <param name="cacheBytes">bytes of its blocks and slots; sequences that find no room are given no proposals</param>
    /// <param name="sequences">most sequences at once</param>
    /// <exception cref="ArgumentOutOfRangeException">a number is less than one</exception>
    /// <exception cref="ArgumentException">the bytes are too few for a block, or for the state of a sequence</exception>
    public DraftSpeculator(IPagedDecoder draft, int mostTokens = 4, long cacheBytes = 1L << 28, int sequences = 64)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mostTokens, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(sequences, 1);
        (this.draft, MostTokens) = (draft, mostTokens);
        room = new DraftRoom(draft, cacheBytes, sequences);
    }

    /// <inheritdoc/>
    public int MostTokens { get; }

    /// <inheritdoc/>
    public void Propose(IReadOnlyList<SpeculatedSequence> sequences)
    {
        var drafting = new List<DraftedSequence>();
        foreach (var sequence in sequences)
            if (sequence.Wanted > 0 && Follow(sequence) is { } drafted) drafting.Add(drafted);
        while (drafting.Where(drafted => drafted.Unread > StepTokens).ToList() is { Count: > 0 } behind) Read(behind, rows: 0);
        for (var round = 0; drafting.Count > 0; round++)
        {
            Read(drafting, rows: 1);
            if (round == 0) drafting.ForEach(drafted => room.Keep(drafted.Pages));
            for (var i = 0; i < drafting.Count; i++) drafting[i].Choose(logits.AsSpan(i * draft.Vocab, draft.Vocab));
            drafting.RemoveAll(drafted => drafted.IsDone);
        }
    }

    /// <inheritdoc/>
    public void Forget(SpeculatedSequence sequence)
    {
        if (followed.Remove(sequence, out var drafted)) room.Release(drafted.Pages);
    }

    /// <inheritdoc/>
    public void Dispose() => draft.Dispose();

    /// <summary>The draft's side of a sequence, with room for its tokens and those wanted; null where there is none.</summary>
    private DraftedSequence? Follow(SpeculatedSequence sequence)
    {
        var length = sequence.Tokens.Length + sequence.Wanted - 1;
        if (length > draft.Context) return null;
        if (!followed.TryGetValue(sequence, out var drafted))
        {
            if (room.Begin() is not { } pages) return null;
            followed.Add(sequence, drafted = new DraftedSequence(sequence, pages));
        }

        if (!room.Grow(drafted.Pages, length)) return null;
        if (drafted.Return(room.HasStates)) room.Restore(drafted.Pages);
        return drafted;
    }

    private void Read(List<DraftedSequence> drafting, int rows)
    {
        var size = rows * drafting.Count * draft.Vocab;
        if (logits.Length < size) logits = new float[size];
        var chunks = drafting.Select(drafted => drafted.Next(Math.Min(StepTokens, drafted.Unread), rows)).ToArray();
        draft.Step(chunks, logits.AsSpan(0, size));
    }
}
