using System.Numerics;
using Pipelines.Spec;

namespace Pipelines.Verification.Tests;

public sealed class Arithmetic
{
    [Theory]
    [InlineData("1 + 2 * 3", "7")]
    [InlineData("(1 + 2) * 3", "9")]
    [InlineData("2 ^ 3 ^ 2", "512")]
    [InlineData("-2 ^ 2", "-4")]
    [InlineData("(-2) ** 2", "4")]
    [InlineData("2 ^ -2", "1/4")]
    [InlineData("10 - 4 - 3", "3")]
    [InlineData("1 / 3 + 1 / 6", "0.5")]
    [InlineData("0.1 + 0.2", "0.3")]
    [InlineData("8 ÷ 2 × 3", "12")]
    [InlineData("7.", "7")]
    [InlineData("(-1) ^ 1000000000001", "-1")]
    public void Values_are_exact(string text, string right) =>
        Asked.Verdict(new ArithmeticSpec(1, "answer"), text, ("answer", right)).ShouldBe(new Verdict(1));

    [Theory]
    [InlineData("6", "is 6, not 7")]
    [InlineData("3 + 4 = 7", "'=' at character 7 does not belong to an expression")]
    [InlineData("(3 + 4", "the expression ends too early")]
    [InlineData("", "the expression ends too early")]
    [InlineData("1 / (2 - 2)", "division by zero")]
    [InlineData("0 ^ -1", "division by zero")]
    [InlineData("2 ^ 0.5", "a power that is no whole number")]
    [InlineData("9 ^ 9 ^ 9", "more than 4096 bits")]
    [InlineData("(10 ^ 1000) * (10 ^ 1000)", "more than 4096 bits")]
    [InlineData("1.2.3", "'1.2.3' is no number")]
    public void What_is_wrong_with_an_expression_is_said(string text, string reason)
    {
        var verdict = Asked.Verdict(new ArithmeticSpec(1, "answer"), text, ("answer", "7"));
        verdict.Reward.ShouldBe(0);
        verdict.Reason!.ShouldContain(reason);
    }

    [Theory]
    [InlineData('(')]
    [InlineData('-')]
    public void A_deep_expression_is_refused_before_it_fills_the_stack(char opening) =>
        Asked.Verdict(new ArithmeticSpec(1, "answer"), new string(opening, 1900) + "1", ("answer", "7")).Reason!.ShouldContain("levels");

    [Fact]
    public void Random_expressions_have_the_value_that_fractions_by_hand_give()
    {
        var random = new Random(7);
        for (var i = 0; i < 300; i++)
        {
            var (text, above, below) = Expression(random, depth: 4);
            var right = below.IsOne ? $"{above}" : $"({above}) / {below}";
            Asked.Verdict(new ArithmeticSpec(1, "answer"), text, ("answer", right)).ShouldBe(new Verdict(1), text);
        }
    }

    private static (string Text, BigInteger Above, BigInteger Below) Expression(Random random, int depth)
    {
        if (depth == 0 || random.Next(4) == 0)
        {
            var digit = random.Next(1, 20);
            return ($"{digit}", digit, 1);
        }
        var (a, an, ad) = Expression(random, depth - 1);
        var (b, bn, bd) = Expression(random, depth - 1);
        return random.Next(4) switch
        {
            0 => ($"({a} + {b})", an * bd + bn * ad, ad * bd),
            1 => ($"({a} - {b})", an * bd - bn * ad, ad * bd),
            2 => ($"{a} * {b}", an * bn, ad * bd),
            _ when !bn.IsZero => ($"{a} / ({b})", an * bd * bn.Sign, ad * BigInteger.Abs(bn)),
            _ => (a, an, ad),
        };
    }
}
