namespace Pipelines.Training;

/// <summary>
/// Puts answers behind prompts that they were not given to. How much likelier a policy finds those than its reference does estimates the
/// divergence of the two, which KTO compares answers with (Ethayarajh et al. 2024, section 4.1).
/// </summary>
public static class Mismatches
{
    /// <summary>Gives each pair the answers of the next pair with another prompt, cut where they do not fit.</summary>
    /// <param name="pairs">the pairs</param>
    /// <param name="maxTokens">most tokens of a conversation</param>
    /// <exception cref="ArgumentException">all pairs have one prompt</exception>
    public static IReadOnlyList<EncodedPair> Add(IReadOnlyList<EncodedPair> pairs, int maxTokens)
    {
        var added = new EncodedPair[pairs.Count];
        for (var i = 0; i < pairs.Count; i++)
        {
            var (prompt, next) = (pairs[i].Chosen, Next(pairs, i));
            added[i] = pairs[i] with { Mismatched = [Behind(prompt, next.Chosen, maxTokens), Behind(prompt, next.Rejected, maxTokens)] };
        }

        return added;
    }

    private static EncodedPair Next(IReadOnlyList<EncodedPair> pairs, int at)
    {
        for (var step = 1; step < pairs.Count; step++)
        {
            var other = pairs[(at + step) % pairs.Count];
            if (!other.Chosen.Prompt.SequenceEqual(pairs[at].Chosen.Prompt)) return other;
        }

        throw new ArgumentException(
            "all pairs have one prompt, and the divergence from the reference is estimated from answers to other prompts: "
            + "give more prompts");
    }

    private static EncodedAnswer Behind(EncodedAnswer prompt, EncodedAnswer other, int maxTokens)
    {
        var answer = other.Answer[..Math.Min(other.Answer.Length, maxTokens - prompt.Start)];
        return new EncodedAnswer([.. prompt.Prompt, .. answer], prompt.Start, prompt.Start + answer.Length);
    }
}
