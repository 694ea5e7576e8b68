using Pipelines.Data;

namespace Pipelines.Runtime.Sweeping;

/// <summary>Every setting at random, no combination twice where they can be counted (Bergstra and Bengio 2012).</summary>
internal sealed class RandomSearch(IReadOnlyList<Dimension> dimensions, long seed) : ISearch
{
    private const int Attempts = 200;

    public IReadOnlyList<TriedSetting>? Next(int number, IReadOnlyList<Trial> before) =>
        number == 1 ? [] : Fresh(before, attempt => Draw(number, attempt));

    /// <summary>The first of some proposals that has not been tried; null when none is new.</summary>
    public static IReadOnlyList<TriedSetting>? Fresh(IReadOnlyList<Trial> before, Func<int, IReadOnlyList<TriedSetting>> propose)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var proposal = propose(attempt);
            if (!before.Any(trial => trial.Settings.SequenceEqual(proposal))) return proposal;
        }
        return null;
    }

    public IReadOnlyList<TriedSetting> Draw(int number, int attempt) =>
        [.. dimensions.Select((dimension, i) => new TriedSetting(dimension.Path, dimension.At(Uniform(number, attempt, i))))];

    /// <summary>A number in [0, 1) that belongs to a trial, an attempt at it, and a use.</summary>
    public double Uniform(int number, int attempt, int use) =>
        CounterRandom.Uniform(seed, ((long)number << 40) ^ ((long)attempt << 20) ^ use);
}
