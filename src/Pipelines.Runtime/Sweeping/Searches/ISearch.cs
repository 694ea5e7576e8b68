using Pipelines.Spec;

namespace Pipelines.Runtime.Sweeping;

/// <summary>Chooses the trials of a sweep, one after the other. The same seed and the same trials before give the same next one.</summary>
internal interface ISearch
{
    /// <summary>The settings of the next trial; null when all have been tried.</summary>
    /// <param name="number">which trial, from 1</param>
    /// <param name="before">trials that are done</param>
    IReadOnlyList<TriedSetting>? Next(int number, IReadOnlyList<Trial> before);

    static ISearch Of(SweepSpec sweep, long seed)
    {
        Dimension[] dimensions = [.. sweep.Settings.Select(Dimension.Of)];
        return sweep.Search switch
        {
            SweepSearch.Grid => new GridSearch(dimensions),
            SweepSearch.Random => new RandomSearch(dimensions, seed),
            _ => new TpeSearch(dimensions, seed, sweep.Greatest),
        };
    }
}
