using Pipelines.Data;
using Pipelines.Decoding;

namespace Pipelines.Serving;

/// <summary>The draft's side of a sequence: what it has read, guesses included, and how it chooses them.</summary>
internal sealed class DraftedSequence
{
    private readonly SpeculatedSequence sequence;
    private readonly Sampler sampler;
    private readonly bool drawn;
    private int[] tokens = [];      // the sequence's, then the guesses
    private int known;              // how many are the sequence's
    private int past;               // how many were read
    private float[] padded = [];

    public DraftedSequence(SpeculatedSequence sequence, DraftPages pages)
    {
        (this.sequence, Pages) = (sequence, pages);
        drawn = sequence.Sampling is { Temperature: > 0, Seed: null };
        // The draft's own draws must not be those that judge them.
        sampler = new Sampler(
            sequence.Sampling, drawn ? (long)CounterRandom.Bits(sequence.Seed, long.MinValue) : sequence.Seed, sequence.Bias);
    }

    public DraftPages Pages { get; }

    /// <summary>Tokens that the draft has not read.</summary>
    public int Unread => known + sequence.Proposed.Count - past;

    /// <summary>Whether it has as many guesses as are wanted.</summary>
    public bool IsDone => sequence.Proposed.Count >= sequence.Wanted;

    /// <summary>Goes back to what is right of the guesses that were read, and learns of the tokens that were written.</summary>
    /// <param name="states">whether it can only go back to where its state was kept, before all guesses</param>
    /// <returns>whether something that was read has to be forgotten</returns>
    public bool Return(bool states)
    {
        var written = sequence.Tokens.Span;
        var before = past;
        var guessed = tokens.AsSpan(known, past - known);
        // The last token is read again where it was read as a guess: what follows it is asked for.
        past = states ? known : Math.Min(known + written[known..].CommonPrefixLength(guessed), written.Length - 1);
        var wanted = written.Length + sequence.Wanted;
        if (tokens.Length < wanted) Array.Resize(ref tokens, Math.Max(wanted, 2 * tokens.Length));
        written[known..].CopyTo(tokens.AsSpan(known));
        known = written.Length;
        sequence.Drawn = drawn;
        return past < before;
    }

    /// <summary>The next tokens that the draft reads.</summary>
    public Chunk Next(int count, int rows)
    {
        var chunk = new Chunk(tokens.AsMemory(past, count), past, Pages.Blocks, Pages.Slot, rows);
        past += count;
        return chunk;
    }

    /// <summary>Guesses the next token.</summary>
    /// <param name="logits">[the draft's vocab], of what follows all that was read; changed</param>
    /// <exception cref="ArithmeticException">a logit is not a number, or none is above minus infinity</exception>
    public void Choose(Span<float> logits)
    {
        var line = Known(logits);
        var place = sequence.Proposed.Count;
        var seen = tokens.AsSpan(0, known + place);
        int guess;
        if (drawn)
        {
            // Draws of a place: whatever was guessed there before was forgotten unseen.
            sampler.Draws = known + place;
            var probabilities = sequence.DistributionAt(place);
            sampler.Probabilities(line, seen, probabilities, sequence.Prompt);
            guess = sampler.Draw(probabilities);
        }
        else
        {
            sampler.Draws = sequence.Draws + place;
            guess = sampler.Next(line, seen, sequence.Prompt);
        }

        sequence.Proposed.Add(guess);
        tokens[known + place] = guess;
    }

    /// <summary>Logits of the tokens that can be written; the draft's padding may be another.</summary>
    private Span<float> Known(Span<float> logits)
    {
        if (logits.Length >= sequence.Vocab) return logits[..sequence.Vocab];
        if (padded.Length == 0) padded = new float[sequence.Vocab];
        logits.CopyTo(padded);
        padded.AsSpan(logits.Length).Fill(float.NegativeInfinity);
        return padded;
    }
}
