namespace Pipelines.Runtime.Sweeping;

/// <summary>
/// A tree of Parzen estimators (Bergstra et al. 2011): the trials that went well and the others each give a density of every setting; of some
/// draws of the first, the one is tried where it most exceeds the second. The first trials are random.
/// </summary>
/// <param name="dimensions">what is varied</param>
/// <param name="seed">of the draws</param>
/// <param name="greatest">whether the greatest value is the best</param>
internal sealed class TpeSearch(IReadOnlyList<Dimension> dimensions, long seed, bool greatest) : ISearch
{
    /// <summary>Random trials, the file's own settings included, before densities are trusted.</summary>
    private const int Startup = 5;

    private const int Draws = 24;

    /// <summary>The share of trials that count as good.</summary>
    private const double Good = 0.1;

    private readonly RandomSearch random = new(dimensions, seed);

    public IReadOnlyList<TriedSetting>? Next(int number, IReadOnlyList<Trial> before)
    {
        Trial[] known = [.. before.Where(trial => trial.Settings.Count > 0)];
        if (number <= Startup || known.Count(trial => trial.Value is not null) < 2) return random.Next(number, before);
        // One that failed is worse than any that did not.
        Trial[] ordered = [.. known.OrderBy(trial => trial.Value is { } value && !double.IsNaN(value) ? greatest ? -value : value : double.PositiveInfinity)];
        var best = Math.Max(1, (int)Math.Ceiling(Good * ordered.Length));
        ParzenDensity[] good = [.. dimensions.Select((dimension, i) => Density(ordered[..best], dimension, i))];
        ParzenDensity[] others = [.. dimensions.Select((dimension, i) => Density(ordered[best..], dimension, i))];
        return RandomSearch.Fresh(before, attempt => Propose(number, attempt, good, others));
    }

    private TriedSetting[] Propose(int number, int attempt, ParzenDensity[] good, ParzenDensity[] others) =>
    [
        .. dimensions.Select((dimension, i) =>
        {
            var (place, most) = (0.0, double.NegativeInfinity);
            for (var draw = 0; draw < Draws; draw++)
            {
                var use = 2 * (i * Draws + draw);
                var candidate = good[i].Draw(random.Uniform(number, attempt + 1, use), random.Uniform(number, attempt + 1, use + 1));
                var ratio = Math.Log(good[i].At(candidate)) - Math.Log(others[i].At(candidate));
                if (ratio > most) (place, most) = (candidate, ratio);
            }
            return new TriedSetting(dimension.Path, dimension.At(place));
        }),
    ];

    private static ParzenDensity Density(IReadOnlyList<Trial> trials, Dimension dimension, int i) =>
        new([.. trials.Select(trial => dimension.PlaceOf(trial.Settings[i].Value))], dimension.Count);
}
