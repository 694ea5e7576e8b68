namespace Pipelines.Training;

/// <summary>
/// 1 − Var(returns − values) / Var(returns): 1 where values say the returns exactly, 0 where they say no more than a constant, below 0
/// where they mislead.
/// </summary>
public static class ExplainedVariance
{
    /// <param name="values">what was expected, [tokens]</param>
    /// <param name="returns">what came, [tokens]</param>
    /// <returns>0 for returns that are all alike, of which there is nothing to explain</returns>
    /// <exception cref="ArgumentException">there are not as many values as returns</exception>
    public static double Of(ReadOnlySpan<double> values, ReadOnlySpan<double> returns)
    {
        if (values.Length != returns.Length) throw new ArgumentException($"{values.Length} values for {returns.Length} returns");
        var left = new double[returns.Length];
        for (var i = 0; i < left.Length; i++) left[i] = returns[i] - values[i];
        var whole = Variance(returns);
        return whole == 0 ? 0 : 1 - Variance(left) / whole;
    }

    private static double Variance(ReadOnlySpan<double> numbers)
    {
        var deviation = GroupAdvantage.Deviation(numbers);
        return deviation * deviation;
    }
}
