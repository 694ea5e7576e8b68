using System.Text.RegularExpressions;

namespace Pipelines.Verification;

/// <summary><c>regex</c>: a pattern is found in the answer. Its time grows with the length of the answer alone.</summary>
internal sealed class PatternMatch : IVerifier
{
    private readonly Regex regex;

    /// <exception cref="VerifierException">the pattern cannot be read, or needs backtracking</exception>
    public PatternMatch(string pattern) => regex = SafePattern.Read(pattern);

    public Verdict Verify(Answer answer, CancellationToken cancellation) =>
        regex.IsMatch(answer.Text) ? Verdict.Right : Verdict.Wrong($"nothing matches {Shortened.To(regex.ToString())}");
}
