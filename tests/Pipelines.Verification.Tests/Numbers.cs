using Pipelines.Spec;

namespace Pipelines.Verification.Tests;

public sealed class Numbers
{
    [Theory]
    [InlineData("The answer is 42.", "42")]
    [InlineData("first 7, then 42", "42")]
    [InlineData("1,234,567 people", "1234567")]
    [InlineData("it costs $1,234.50", "1234.5")]
    [InlineData("1, 2, 3", "3")]
    [InlineData("4,2", "2")]
    [InlineData("x = -5", "-5")]
    [InlineData("(−5)", "-5")]
    [InlineData("10-4", "4")]
    [InlineData("three quarters, 3/4", "0.75")]
    [InlineData("-1/2", "-0.5")]
    [InlineData("6.02e3", "6020")]
    [InlineData("1e-3", "0.001")]
    [InlineData("half: 50%", "0.5")]
    [InlineData("50 %", "50")]
    [InlineData("50", "50%")]
    [InlineData("0.5", "50%")]
    [InlineData(".5", "1/2")]
    [InlineData("#### 72", "so 36 + 36 = 72\n#### 72")]
    public void The_last_number_counts_however_it_is_written(string text, string right) =>
        Asked.Verdict(new NumberSpec(1, "answer", 0), text, ("answer", right)).ShouldBe(new Verdict(1));

    [Theory]
    [InlineData("I do not know", "42", "has no number")]
    [InlineData("", "42", "has no number")]
    [InlineData("42 or 43", "42", "says 43, not 42")]
    [InlineData("0.50000000000000000000000000001", "0.5", "not 1/2")]
    [InlineData("50%", "50.5", "says 50 %, not 101/2")]
    [InlineData("1/0", "1", "has no number")]
    public void Another_number_is_wrong_and_the_reason_says_both(string text, string right, string reason)
    {
        var verdict = Asked.Verdict(new NumberSpec(1, "answer", 0), text, ("answer", right));
        verdict.Reward.ShouldBe(0);
        verdict.Reason!.ShouldContain(reason);
    }

    [Theory]
    [InlineData("3.2", 1)]
    [InlineData("2.8", 1)]
    [InlineData("3.3", 1)]
    [InlineData("3.31", 0)]
    public void A_tolerance_holds_to_its_last_digit(string text, double reward) =>
        Asked.Verdict(new NumberSpec(1, "answer", 0.3), text, ("answer", "3")).Reward.ShouldBe(reward);

    [Fact]
    public void Digits_without_end_are_no_number() =>
        Asked.Verdict(new NumberSpec(1, "answer", 0), new string('9', 100_000), ("answer", "1")).Reason.ShouldBe("has no number");

    [Fact]
    public void A_reference_without_a_number_is_the_examples_fault() =>
        Should.Throw<VerifierException>(() => Asked.Verdict(new NumberSpec(1, "answer", 0), "1", ("answer", "one")))
            .Message.ShouldContain("'answer' has no number: 'one'");
}
