using System.Text.RegularExpressions;
using Pipelines.Verification;

namespace Rlvr;

/// <summary>
/// Judges answers to <c>Make 17 of 3, 5 and 9.</c>: right is every sum or difference of exactly these numbers that has the value, such as
/// <c>9 + 5 + 3</c>. This is the place for what you want of answers: <c>answer.Text</c> is what the model wrote, and
/// <c>answer.Field("name")</c> a member of the line that asked.
/// </summary>
[Verifier("puzzle")]
public sealed partial class PuzzleVerifier : IVerifier
{
    /// <summary>For the right numbers with another value: worth something on the way, and too little to stay there.</summary>
    private const double RightNumbers = 0.1;

    // Several threads ask at once: keep nothing in fields that does not bear that.
    public Verdict Verify(Answer answer, CancellationToken cancellation)
    {
        if (!Expression().IsMatch(answer.Text)) return Verdict.Wrong("is no sum or difference of numbers");
        var terms = Term().Matches(answer.Text).Select(term => int.Parse(term.Value.Replace(" ", ""))).ToList();
        var given = answer.Field("numbers").Split(' ').Select(int.Parse);
        if (!terms.Select(Math.Abs).Order().SequenceEqual(given.Order())) return Verdict.Wrong($"is not made of {answer.Field("numbers")}");
        var value = terms.Sum();
        return value == int.Parse(answer.Field("target")) ? Verdict.Right : new Verdict(RightNumbers, $"is {value}");
    }

    [GeneratedRegex(@"^\d{1,4}( [+-] \d{1,4})*$")]
    private static partial Regex Expression();

    [GeneratedRegex(@"(- )?\d+")]
    private static partial Regex Term();
}
