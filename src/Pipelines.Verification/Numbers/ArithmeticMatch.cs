namespace Pipelines.Verification;

/// <summary><c>arithmetic</c>: the answer is an expression with exactly the value of the example's field, itself an expression.</summary>
internal sealed class ArithmeticMatch(string field) : IVerifier
{
    public Verdict Verify(Answer answer, CancellationToken cancellation)
    {
        var right = Right(answer.Field(field));
        try
        {
            var value = ArithmeticExpression.Evaluate(answer.Text.Trim().TrimEnd('.'));
            return value == right ? Verdict.Right : Verdict.Wrong($"is {value}, not {right}");
        }
        catch (Exception problem) when (problem is FormatException or ArithmeticException)
        {
            return Verdict.Wrong(problem.Message);
        }
    }

    private Rational Right(string expression)
    {
        try
        {
            return ArithmeticExpression.Evaluate(expression);
        }
        catch (Exception problem) when (problem is FormatException or ArithmeticException)
        {
            throw new VerifierException($"the example's '{field}' is no arithmetic expression: {problem.Message}", problem);
        }
    }
}
