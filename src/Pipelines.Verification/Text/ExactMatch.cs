namespace Pipelines.Verification;

/// <summary><c>exact_match</c>: the answer, its ends trimmed, is the example's field.</summary>
internal sealed class ExactMatch(string field, bool ignoreCase) : IVerifier
{
    public Verdict Verify(Answer answer, CancellationToken cancellation)
    {
        var right = answer.Field(field).Trim();
        var comparison = ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return string.Equals(answer.Text.Trim(), right, comparison) ? Verdict.Right : Verdict.Wrong($"is not '{Shortened.To(right)}'");
    }
}
