namespace Pipelines.Serving;

/// <summary>The guesses of a step: has them made for the sequences that write, and settles which were right.</summary>
/// <param name="speculator">what guesses</param>
/// <param name="cache">where guesses are read to</param>
/// <param name="rules">what requests run under</param>
/// <param name="mostSequences">most sequences in a step with guesses: more make it full enough</param>
/// <param name="meter">what is measured</param>
internal sealed class StepGuesses(
    ISpeculator speculator, PagedCache cache, RequestRules rules, int mostSequences, EngineMeter meter) : IDisposable
{
    /// <summary>Puts guesses behind the tokens of sequences that write in a step, from their second token on.</summary>
    public void Make(IReadOnlyList<PlannedChunk> planned)
    {
        if (planned.Count > mostSequences) return;
        var writing = new List<(Sequence Sequence, SpeculatedSequence Guessed)>();
        foreach (var chunk in planned)
            if (chunk.IsLast && chunk.Sequence.LastWrite > 0 && Ask(chunk.Sequence) is { Wanted: > 0 } guessed)
                writing.Add((chunk.Sequence, guessed));
        if (writing.Count == 0) return;

        speculator.Propose([.. writing.Select(one => one.Guessed)]);
        foreach (var (sequence, guessed) in writing)
            if (guessed.Proposed.Count > 0 && cache.Grow(sequence.Pages!, sequence.Past, sequence.Unread + guessed.Proposed.Count)
                && cache.Keep(sequence.Pages!))
                sequence.Guess();
    }

    /// <summary>The guesses of a sequence have been read, and it has written: what was read of wrong ones is undone.</summary>
    /// <param name="sequence">whose guesses</param>
    /// <param name="before">tokens that it had read before the step</param>
    public void Settle(Sequence sequence, int before)
    {
        if (sequence.Guesses == 0) return;
        var (all, right) = (sequence.Guesses, sequence.Right);
        sequence.Guessed!.Judge(right);
        meter.Proposed(all, right);
        sequence.Past += right;
        if (cache.Return(sequence.Pages!, restore: right < all)) sequence.Past = before;
        cache.Learn(sequence.Pages!, sequence.Tokens[..sequence.Past]);
        sequence.ForgetGuesses();
    }

    /// <summary>A sequence has lost its place, or is complete.</summary>
    public void Forget(Sequence sequence)
    {
        if (sequence.Guessed is { } guessed) speculator.Forget(guessed);
    }

    public void Dispose() => speculator.Dispose();

    private SpeculatedSequence Ask(Sequence sequence)
    {
        // The last token that may be written is never read, and none beyond the context.
        var room = Math.Min(sequence.Request.MaxTokens - sequence.Written - 1, rules.Context - sequence.Count);
        return sequence.AskForGuesses(rules.Vocab, speculator.MostTokens, room);
    }
}
