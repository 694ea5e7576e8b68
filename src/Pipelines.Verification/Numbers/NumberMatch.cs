namespace Pipelines.Verification;

/// <summary><c>number</c>: the last number of the answer is the example's, or within a tolerance of it.</summary>
internal sealed class NumberMatch(string field, double tolerance) : IVerifier
{
    private readonly Rational most = Rational.Of(tolerance);

    public Verdict Verify(Answer answer, CancellationToken cancellation)
    {
        var right = WrittenNumber.Last(answer.Field(field))
            ?? throw new VerifierException($"the example's '{field}' has no number: '{Shortened.To(answer.Field(field))}'");
        if (WrittenNumber.Last(answer.Text) is not { } found) return Verdict.Wrong("has no number");
        return found.IsWithin(most, right) ? Verdict.Right : Verdict.Wrong($"says {found}, not {right}");
    }
}
