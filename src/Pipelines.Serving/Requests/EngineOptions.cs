namespace Pipelines.Serving;

/// <summary>How much an engine takes on.</summary>
public sealed record EngineOptions
{
    /// <summary>What its measurements are told under, as <c>model</c>: several engines may run in one process.</summary>
    public string Name { get; init; } = "";

    /// <summary>Bytes of all blocks and slots together.</summary>
    public long CacheBytes { get; init; } = 1L << 30;

    /// <summary>Most sequences in one step.</summary>
    public int MaxSequences { get; init; } = 64;

    /// <summary>Most sequences in a step of which tokens are guessed: with more, a step has enough to do without.</summary>
    public int GuessedSequences { get; init; } = 8;

    /// <summary>Most tokens in one step: what is left of it after those that write is filled with pieces of prompts.</summary>
    public int StepTokens { get; init; } = 512;

    /// <summary>Most requests that wait; one more is refused.</summary>
    public int MaxQueue { get; init; } = 1024;

    /// <summary>How long a request may wait and run together.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether prompts that begin alike share what was read of them.</summary>
    public bool ReusePrefixes { get; init; } = true;

    /// <summary>The seed of draws of requests without one.</summary>
    public long Seed { get; init; }
}
