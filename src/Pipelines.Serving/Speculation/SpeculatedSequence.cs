using Pipelines.Spec;

namespace Pipelines.Serving;

/// <summary>A sequence whose continuation is guessed.</summary>
public sealed class SpeculatedSequence
{
    private readonly int mostTokens;
    private readonly List<double[]> probabilities = [];
    private int hoped;

    /// <summary>Begins to follow a sequence.</summary>
    /// <param name="sampling">how its tokens are chosen</param>
    /// <param name="seed">of its draws</param>
    /// <param name="bias">what is added to logits, by token</param>
    /// <param name="vocab">tokens that can be written</param>
    /// <param name="prompt">tokens of its prompt</param>
    /// <param name="mostTokens">most tokens that are proposed at a time</param>
    public SpeculatedSequence(
        SamplingSpec sampling, long seed, IReadOnlyDictionary<int, float> bias, int vocab, int prompt, int mostTokens)
    {
        (Sampling, Seed, Bias, Vocab, Prompt, this.mostTokens) = (sampling, seed, bias, vocab, prompt, mostTokens);
        hoped = Math.Min(4, mostTokens);
    }

    /// <summary>How its tokens are chosen.</summary>
    public SamplingSpec Sampling { get; }

    /// <summary>The seed of its draws.</summary>
    public long Seed { get; }

    /// <summary>What is added to logits, by token.</summary>
    public IReadOnlyDictionary<int, float> Bias { get; }

    /// <summary>Tokens that can be written.</summary>
    public int Vocab { get; }

    /// <summary>Tokens of its prompt.</summary>
    public int Prompt { get; }

    /// <summary>Its tokens so far: those of the prompt, then those written.</summary>
    public ReadOnlyMemory<int> Tokens { get; private set; }

    /// <summary>Draws made for them.</summary>
    public long Draws { get; private set; }

    /// <summary>How many tokens are to be proposed at most.</summary>
    public int Wanted { get; private set; }

    /// <summary>The tokens that are proposed to follow.</summary>
    public List<int> Proposed { get; } = [];

    /// <summary>
    /// Whether they were drawn from distributions, which <see cref="DistributionAt"/> keeps: then a proposed token is judged by its
    /// probability there and by the model's. Others are judged by whether the model's own draw comes to the same.
    /// </summary>
    public bool Drawn { get; set; }

    /// <summary>Proposed tokens that were written.</summary>
    public int Accepted { get; private set; }

    /// <summary>Proposed tokens that were not.</summary>
    public int Rejected { get; private set; }

    /// <summary>The distribution that a proposed token was drawn from, [vocab].</summary>
    /// <param name="place">its place in <see cref="Proposed"/>, or the next</param>
    public Span<double> DistributionAt(int place)
    {
        while (probabilities.Count <= place) probabilities.Add(new double[Vocab]);
        return probabilities[place];
    }

    /// <summary>Asks for tokens to follow.</summary>
    /// <param name="tokens">the sequence's tokens so far</param>
    /// <param name="draws">draws made for them</param>
    /// <param name="room">most tokens that can be used</param>
    public void Ask(ReadOnlyMemory<int> tokens, long draws, int room)
    {
        (Tokens, Draws, Wanted, Drawn) = (tokens, draws, Math.Min(room, hoped), false);
        Proposed.Clear();
    }

    /// <summary>
    /// Tells how many of the proposed tokens were written. Where all were, twice as many are asked for next time; where one was not, hopes
    /// are no higher than what was written, and a try.
    /// </summary>
    public void Judge(int written)
    {
        if (Proposed.Count == 0) return;
        Accepted += written;
        Rejected += Proposed.Count - written;
        hoped = Math.Min(mostTokens, written == Proposed.Count ? Math.Max(hoped, 2 * written) : written + 1);
    }
}
