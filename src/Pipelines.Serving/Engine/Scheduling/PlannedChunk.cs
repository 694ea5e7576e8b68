using Pipelines.Decoding;

namespace Pipelines.Serving;

/// <summary>What a step reads of a sequence.</summary>
/// <param name="Sequence">the sequence</param>
/// <param name="Count">how many of its next tokens</param>
internal readonly record struct PlannedChunk(Sequence Sequence, int Count)
{
    /// <summary>Whether the step reads all that there is of it, so that the next token can be written.</summary>
    public bool IsLast => Count == Sequence.Unread;

    /// <summary>Of how many of its last places the logits are needed.</summary>
    public int Rows => Math.Max(IsLast ? 1 + Sequence.Guesses : 0, Sequence.Scores?.Rows(Sequence.Past, Count) ?? 0);

    public Chunk Chunk =>
        new(Sequence.Next(Count + Sequence.Guesses), Sequence.Past, Sequence.Pages!.Blocks, Sequence.Pages.Slot, Rows);
}
