namespace Pipelines.Training;

/// <summary>One number that says what a checkpoint can do.</summary>
/// <param name="Name">such as <c>pass@1</c></param>
/// <param name="Value">the number</param>
/// <param name="Count">of how many examples, tokens or answers it is the mean</param>
/// <param name="HigherIsBetter">which way is better</param>
public sealed record Measure(string Name, double Value, long Count, bool HigherIsBetter)
{
    // The normal distribution's 97.5 % point.
    private const double Z = 1.959964;

    /// <summary>What the number would be within in 95 % of repetitions with other examples; null where that is not estimated.</summary>
    public (double Low, double High)? Interval { get; private init; }

    /// <summary>Whether it is a share of something, in [0, 1].</summary>
    public bool IsRate { get; private init; }

    /// <summary>
    /// The mean of shares of independent examples, by the interval of Wilson (1927), which holds for few and for extreme ones.
    /// </summary>
    /// <param name="name">its name</param>
    /// <param name="shares">each in [0, 1]; at least one</param>
    public static Measure Rate(string name, IReadOnlyCollection<double> shares)
    {
        var (n, p) = ((double)shares.Count, shares.Average());
        // Of shares between 0 and 1 the variance is smaller than p(1 − p): the examples count as more than they are then.
        var variance = shares.Sum(share => (share - p) * (share - p)) / n;
        var effective = variance > 0 ? n * p * (1 - p) / variance : n;
        var centre = (p + Z * Z / (2 * effective)) / (1 + Z * Z / effective);
        var half = Z / (1 + Z * Z / effective) * Math.Sqrt(p * (1 - p) / effective + Z * Z / (4 * effective * effective));
        return new Measure(name, p, shares.Count, HigherIsBetter: true)
        {
            Interval = (Math.Max(0, centre - half), Math.Min(1, centre + half)),
            IsRate = true,
        };
    }
}
