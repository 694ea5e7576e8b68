namespace Pipelines.Verification;

/// <summary>
/// Judges answers. A class of one's own with <c>[Verifier("name")]</c> and a constructor without parameters is a word in <c>rewards:</c>.
/// </summary>
/// <remarks>
/// Answers are judged several at once, by one object: what it keeps between them must bear that. What it throws, and what takes it
/// longer than its limit, is a reward of 0 with the reason. One that is <see cref="IDisposable"/> is disposed of with its <see
/// cref="Scoring"/>.
/// </remarks>
public interface IVerifier
{
    /// <summary>Judges one answer.</summary>
    /// <param name="answer">the answer, and the example that it belongs to</param>
    /// <param name="cancellation">is asked for at the limit, too; who goes on for long after it is left behind</param>
    Verdict Verify(Answer answer, CancellationToken cancellation);
}
