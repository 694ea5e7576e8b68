namespace Pipelines.Serving;

/// <summary>Numbers that an engine cannot work with.</summary>
internal static class OptionCheck
{
    /// <exception cref="ArgumentException">one is not positive</exception>
    public static void Check(EngineOptions options)
    {
        Positive(options.CacheBytes, nameof(options.CacheBytes));
        Positive(options.MaxSequences, nameof(options.MaxSequences));
        Positive(options.GuessedSequences, nameof(options.GuessedSequences));
        Positive(options.StepTokens, nameof(options.StepTokens));
        Positive(options.MaxQueue, nameof(options.MaxQueue));
        Positive(options.Timeout.Ticks, nameof(options.Timeout));
    }

    private static void Positive(long value, string name)
    {
        if (value <= 0) throw new ArgumentException($"{name} is {value}: it must be positive", nameof(EngineOptions));
    }
}
