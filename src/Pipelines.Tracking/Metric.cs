namespace Pipelines.Tracking;

/// <summary>One measurement.</summary>
/// <param name="Key">what was measured, such as <c>train/loss</c></param>
/// <param name="Value">any double; not-a-number and infinities are kept</param>
/// <param name="Step">the step of training at which it was measured</param>
/// <param name="Time">when; whole milliseconds are kept</param>
public readonly record struct Metric(string Key, double Value, long Step, DateTimeOffset Time);
