namespace Pipelines.Training;

/// <summary>A micro-batch of pairs.</summary>
/// <param name="Pairs">the pairs</param>
/// <param name="Mismatched">
/// answers behind prompts of others, of all pairs of the step, in its first micro-batch; null in those after, and where none are needed
/// </param>
public sealed record PairBatch(IReadOnlyList<EncodedPair> Pairs, IReadOnlyList<EncodedAnswer>? Mismatched = null)
{
    /// <summary>The better answers, and below them the others in the same order.</summary>
    public IReadOnlyList<EncodedAnswer> Answers => [.. Pairs.Select(pair => pair.Chosen), .. Pairs.Select(pair => pair.Rejected)];

    /// <summary>Tokens of the conversations.</summary>
    public long Tokens => Pairs.Sum(pair => (long)pair.Chosen.Tokens.Length + pair.Rejected.Tokens.Length)
        + (Mismatched?.Sum(answer => (long)answer.Tokens.Length) ?? 0);

    /// <summary>The micro-batches of a step, the first with the mismatched answers of all.</summary>
    internal static PairBatch Of(IReadOnlyList<EncodedPair> pairs, IEnumerable<EncodedPair>? step)
    {
        EncodedAnswer[] mismatched = [.. step?.SelectMany(pair => pair.Mismatched) ?? []];
        return new PairBatch(pairs, mismatched.Length == 0 ? null : mismatched);
    }
}
