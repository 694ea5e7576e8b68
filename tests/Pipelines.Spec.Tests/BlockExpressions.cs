namespace Pipelines.Spec.Tests;

/// <summary>The whole-number expressions of blocks of the user's own.</summary>
public sealed class BlockExpressions
{
    private static readonly Dictionary<string, long> Values = new() { ["dim"] = 192, ["kernel"] = 5, ["groups"] = 0, ["odd"] = 1 };

    [Theory]
    [InlineData("7", 7)]
    [InlineData("dim * kernel + dim * dim", 192 * 5 + 192 * 192)]
    [InlineData("2 + 3 * 4 - 5", 9)]
    [InlineData("10 - 4 - 3", 3)]
    [InlineData("100 / 7 / 2", 7)]
    [InlineData("17 % 5 * 2", 4)]
    [InlineData("-kernel * (dim - 190)", -10)]
    [InlineData("--3", 3)]
    [InlineData("  ( dim )  ", 192)]
    [InlineData("-9223372036854775807 - 1", long.MinValue)]
    [InlineData("(-9223372036854775807 - 1) % -1", 0)]
    public void A_number_is_what_arithmetic_says(string text, long expected) => Parse(text).Number(Values).ShouldBe(expected);

    [Theory]
    [InlineData("dim % 3 == 0", true)]
    [InlineData("kernel % 2 == 0", false)]
    [InlineData("kernel != 5 || dim >= 192", true)]
    [InlineData("kernel < 5 && dim > 0", false)]
    [InlineData("!(kernel <= 4)", true)]
    [InlineData("1 < 2 && 2 < 3 || 1 / groups == 0", true)]
    [InlineData("groups != 0 && dim % groups == 0", false)] // what divides by zero is not looked at
    [InlineData("odd == 1", true)]
    public void A_condition_holds_or_does_not(string text, bool expected) => Parse(text).Holds(Values).ShouldBe(expected);

    [Theory]
    [InlineData("", "'', column 1: a number or a name is missing at the end")]
    [InlineData("dim +", "'dim +', column 6: a number or a name is missing at the end")]
    [InlineData("dim dim", "'dim dim', column 5: 'd' is not expected here")]
    [InlineData("(dim", "'(dim', column 1: the '(' that opens here does not close")]
    [InlineData("dim)", "'dim)', column 4: ')' is not expected here")]
    [InlineData("dim % kernal", "'dim % kernal', column 7: 'kernal' is neither dim nor a setting of the block; did you mean 'kernel'?")]
    [InlineData("1 && dim", "'1 && dim', column 3: '&&' stands between conditions")]
    [InlineData("(1 < 2) + 3", "'(1 < 2) + 3', column 9: '+' stands between numbers")]
    [InlineData("1 < 2 < 3", "'1 < 2 < 3', column 7: '<' stands between numbers")]
    [InlineData("!dim", "'!dim', column 1: '!' stands before a condition")]
    [InlineData("-(1 < 2)", "'-(1 < 2)', column 1: '-' stands before a number")]
    [InlineData("dim = 1", "'dim = 1', column 5: '=' is not expected here")]
    [InlineData("2.5", "'2.5', column 2: '.' is not expected here")]
    [InlineData("99999999999999999999", "'99999999999999999999', column 1: '99999999999999999999' is not a whole number of 64 bits")]
    public void What_is_no_expression_is_said_at_its_column(string text, string said) =>
        Should.Throw<BlockExpressionException>(() => Parse(text)).Message.ShouldBe(said);

    [Theory]
    [InlineData("dim / groups", "'dim / groups' divides by zero")]
    [InlineData("dim % (kernel - 5)", "'dim % (kernel - 5)' divides by zero")]
    [InlineData("9223372036854775807 + dim", "'9223372036854775807 + dim' passes 64 bits")]
    [InlineData("(-9223372036854775807 - 1) / -1", "'(-9223372036854775807 - 1) / -1' passes 64 bits")]
    [InlineData("dim == 1", "'dim == 1' is a condition, not a number")]
    public void What_has_no_number_is_said(string text, string said) =>
        Should.Throw<BlockExpressionException>(() => Parse(text).Number(Values)).Message.ShouldBe(said);

    [Theory]
    [InlineData("(")]
    [InlineData("-")]
    [InlineData("!")]
    [InlineData("1+")]
    [InlineData("x")]
    public void A_long_or_deep_one_is_refused(string piece)
    {
        foreach (var times in new[] { 70, 400, 100_000 })
            Should.Throw<BlockExpressionException>(() => Parse(string.Concat(Enumerable.Repeat(piece, times)) + "dim))))"));
    }

    private static BlockExpression Parse(string text) => BlockExpression.Parse(text, Values.Keys);
}
