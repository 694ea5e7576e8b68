namespace Pipelines.Training;

/// <summary>What a task found of one checkpoint.</summary>
/// <param name="Measures">the numbers, the most telling one first</param>
public sealed record TaskFindings(IReadOnlyList<Measure> Measures)
{
    /// <summary>How many of the examples were left out, and why; null where none was.</summary>
    public string? LeftOut { get; init; }

    /// <summary>Why answers were wrong, numbers and quotations aside, and how often.</summary>
    public IReadOnlyDictionary<string, int> Failures { get; init; } = new Dictionary<string, int>();

    /// <summary>Some of the answers.</summary>
    public IReadOnlyList<TaskSample> Samples { get; init; } = [];
}

/// <summary>An answer, for people to read.</summary>
/// <param name="Prompt">the last turn before it</param>
/// <param name="Answer">what was written</param>
/// <param name="Note">what was said of it: a reward and a reason, or a score against another one</param>
public sealed record TaskSample(string Prompt, string Answer, string Note);
