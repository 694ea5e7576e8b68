namespace Pipelines.Serving.Tests;

/// <summary>Guesses what a decoder writes, and is wrong now and then.</summary>
/// <param name="decoder">the decoder</param>
/// <param name="wrong">of how many guesses one is wrong, about; 0 for none</param>
internal sealed class ForgetfulOracle(HashChainDecoder decoder, int wrong) : ISpeculator
{
    private static readonly IReadOnlySet<int> NoEnds = new HashSet<int>();

    private readonly Random random = new(1);

    public int MostTokens => 6;

    public int Forgotten { get; private set; }

    public void Propose(IReadOnlyList<SpeculatedSequence> sequences)
    {
        foreach (var sequence in sequences)
        {
            sequence.Proposed.AddRange(decoder.Continue(sequence.Tokens.ToArray(), sequence.Wanted, NoEnds));
            for (var i = 0; i < sequence.Proposed.Count; i++)
                if (wrong > 0 && random.Next(wrong) == 0) sequence.Proposed[i] = random.Next(sequence.Vocab);
        }
    }

    public void Forget(SpeculatedSequence sequence) => Forgotten++;

    public void Dispose()
    {
    }
}
