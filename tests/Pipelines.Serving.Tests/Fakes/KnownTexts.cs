namespace Pipelines.Serving.Tests;

/// <summary>Guesses that sequences go on as texts that it knows, but for a wrong token now and then.</summary>
/// <param name="texts">tokens of whole sequences</param>
/// <param name="wrong">of how many guesses one is wrong, about</param>
internal sealed class KnownTexts(IReadOnlyList<int[]> texts, int wrong) : ISpeculator
{
    private readonly Random random = new(1);

    public int MostTokens => 5;

    public void Propose(IReadOnlyList<SpeculatedSequence> sequences)
    {
        foreach (var sequence in sequences)
        {
            var known = texts.FirstOrDefault(text => text.AsSpan().StartsWith(sequence.Tokens.Span)) ?? [];
            foreach (var token in known.Skip(sequence.Tokens.Length).Take(sequence.Wanted))
                sequence.Proposed.Add(random.Next(wrong) == 0 ? random.Next(sequence.Vocab) : token);
        }
    }

    public void Forget(SpeculatedSequence sequence)
    {
    }

    public void Dispose()
    {
    }
}
