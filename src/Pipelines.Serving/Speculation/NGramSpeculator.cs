namespace Pipelines.Serving;

/// <summary>
/// Proposes what followed the same tokens the last time: answers that quote, correct or continue what is in their prompt are written
/// several tokens a step, without any other model (Saxena, "Prompt Lookup Decoding", 2023).
/// </summary>
/// <param name="mostTokens">most tokens that are proposed, at least one</param>
/// <param name="longest">tokens at the end of the sequence that are looked for first</param>
/// <param name="shortest">tokens that must be found at least, one or more</param>
/// <exception cref="ArgumentOutOfRangeException">a number is less than one, or the longest shorter than the shortest</exception>
public sealed class NGramSpeculator(int mostTokens = 8, int longest = 6, int shortest = 2) : ISpeculator
{
    private readonly int shortest = AtLeast(1, shortest, nameof(shortest));
    private readonly int longest = AtLeast(shortest, longest, nameof(longest));

    /// <inheritdoc/>
    public int MostTokens { get; } = AtLeast(1, mostTokens, nameof(mostTokens));

    /// <inheritdoc/>
    public void Propose(IReadOnlyList<SpeculatedSequence> sequences)
    {
        foreach (var sequence in sequences) Propose(sequence.Tokens.Span, sequence.Wanted, sequence.Proposed);
    }

    /// <inheritdoc/>
    public void Forget(SpeculatedSequence sequence)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Propose(ReadOnlySpan<int> tokens, int wanted, List<int> proposed)
    {
        for (var length = Math.Min(longest, tokens.Length - 1); length >= shortest; length--)
        {
            var at = tokens[..^1].LastIndexOf(tokens[^length..]);
            if (at < 0) continue;
            // What repeats itself up to the end goes on to do so.
            for (var next = at + length; proposed.Count < wanted; next++)
                proposed.Add(next < tokens.Length ? tokens[next] : proposed[next - tokens.Length]);
            return;
        }
    }

    private static int AtLeast(int least, int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        return value;
    }
}
