using Pipelines.Spec;

namespace Pipelines.Verification.Tests;

public sealed class Texts
{
    [Theory]
    [InlineData(" Paris\n", false, 1)]
    [InlineData("paris", false, 0)]
    [InlineData("paris", true, 1)]
    [InlineData("Paris.", true, 0)]
    [InlineData("", false, 0)]
    public void An_exact_match_is_the_field_with_its_ends_trimmed(string text, bool ignoreCase, double reward) =>
        Asked.Verdict(new ExactMatchSpec(1, "answer", ignoreCase), text, ("answer", "Paris ")).Reward.ShouldBe(reward);

    [Fact]
    public void A_field_that_the_example_lacks_is_named_beside_those_that_it_has() =>
        Should.Throw<VerifierException>(() => Asked.Verdict(new ExactMatchSpec(1, "answer", false), "x", ("query", ""), ("database", "")))
            .Message.ShouldBe("the example has no field 'answer'; it has database, query");

    [Theory]
    [InlineData("so <answer>42</answer>", 1)]
    [InlineData("42", 0)]
    public void A_pattern_is_found_anywhere(string text, double reward) =>
        Asked.Verdict(new RegexSpec(1, @"<answer>\d+</answer>"), text).Reward.ShouldBe(reward);

    [Fact]
    public void A_pattern_that_would_backtrack_for_ages_takes_no_time() =>
        Asked.Verdict(new RegexSpec(1, "^(a+)+$"), new string('a', 20_000) + "!").Reward.ShouldBe(0);

    [Theory]
    [InlineData(@"(a)\1", "needs backtracking")]
    [InlineData("(?=a)", "needs backtracking")]
    [InlineData("(a", "is not a regular expression")]
    public void A_pattern_that_cannot_be_is_refused_when_the_verifier_is_made(string pattern, string message) =>
        Asked.Refusal(new RegexSpec(1, pattern)).ShouldContain(message);
}
