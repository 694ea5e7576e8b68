namespace Pipelines.Runtime.Sweeping;

/// <summary>One configuration of a sweep, with what it came to.</summary>
/// <param name="Number">which trial, from 1; the first has the file's own settings</param>
/// <param name="Round">which round of halving, from 0</param>
/// <param name="Settings">what differs from the file, in the order of the sweep's settings; empty for the file's own</param>
internal sealed record Trial(int Number, int Round, IReadOnlyList<TriedSetting> Settings)
{
    /// <summary>What was measured; null where it failed.</summary>
    public double? Value { get; init; }

    /// <summary>The run that measured it; "" where there is none.</summary>
    public string Run { get; init; } = "";

    /// <summary>Why it failed; null where it did not.</summary>
    public string? Error { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Time { get; init; }

    /// <summary>For people: <c>dim=256 lr=0.003</c>.</summary>
    public string Text => Settings.Count == 0 ? "the file's own settings" : string.Join(" ", Settings.Select(setting => setting.Short));
}

/// <summary>A setting as a trial has it.</summary>
/// <param name="Path">its path in the file</param>
/// <param name="Value">as it would be written there</param>
internal sealed record TriedSetting(string Path, string Value)
{
    /// <summary>As an override of the command line has it.</summary>
    public string Override => $"{Path}={Value}";

    /// <summary>Without the way to it.</summary>
    public string Short => $"{Path[(Path.LastIndexOf('.') + 1)..]}={Value}";
}
