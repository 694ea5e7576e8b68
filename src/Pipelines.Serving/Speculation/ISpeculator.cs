namespace Pipelines.Serving;

/// <summary>
/// Guesses how sequences go on, so that the model reads several of their tokens in one step and writes those that were guessed right
/// (Leviathan, Kalman and Matias, arXiv:2211.17192). What is written has the model's own distribution, whatever is guessed.
/// Used by one thread at a time.
/// </summary>
public interface ISpeculator : IDisposable
{
    /// <summary>Most tokens that it proposes after a sequence.</summary>
    int MostTokens { get; }

    /// <summary>Proposes tokens to follow each of some sequences, as many as it wants or fewer.</summary>
    /// <param name="sequences">different ones, without proposals</param>
    void Propose(IReadOnlyList<SpeculatedSequence> sequences);

    /// <summary>A sequence is complete, and what was kept for it is free.</summary>
    void Forget(SpeculatedSequence sequence);
}
