using Pipelines.Verification;

namespace Pipelines.Runtime.Tests;

/// <summary>A verifier of a project's own: the share of an answer that is digits.</summary>
[Verifier("digits")]
public sealed class DigitsAlone : IVerifier
{
    public Verdict Verify(Answer answer, CancellationToken cancellation)
    {
        var digits = answer.Text.Count(char.IsDigit);
        return answer.Text.Length == 0 ? Verdict.Wrong("nothing was said") : new Verdict(digits / (double)answer.Text.Length);
    }
}
