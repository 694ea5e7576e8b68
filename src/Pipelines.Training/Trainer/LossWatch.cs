namespace Pipelines.Training;

/// <summary>
/// Tells a loss that has left its course from noise: it follows the loss's mean and variance with exponential weights and reports a spike
/// when several losses in a row stand far above both. What is far above is kept out of the statistics, so that a
/// climbing loss cannot make itself normal. The first steps only teach it.
/// </summary>
internal sealed class LossWatch
{
    private const double Weight = 0.02;
    private const double Deviations = 6;
    private const double Nats = 0.5;
    private const int Patience = 5;
    private const int Settling = 20;
    private int seen;
    private int spikes;

    public double Mean { get; private set; }

    public double Variance { get; private set; }

    /// <summary>Whether the last loss stood far above the course.</summary>
    public bool IsHigh => spikes > 0;

    /// <summary>Goes on with the statistics of a checkpoint.</summary>
    public void Restore(double mean, double variance) => (Mean, Variance) = (mean, variance);

    /// <summary>Takes the loss of a step; true when training has left its course.</summary>
    public bool Spiked(double loss)
    {
        if (Mean == 0) Mean = loss;
        var above = loss - Mean;
        if (seen++ >= Settling && above > Nats + Deviations * Math.Sqrt(Variance)) return ++spikes >= Patience;
        spikes = 0;
        Mean += Weight * above;
        Variance = (1 - Weight) * (Variance + Weight * above * above);
        return false;
    }
}
