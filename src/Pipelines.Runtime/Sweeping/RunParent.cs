namespace Pipelines.Runtime.Sweeping;

/// <summary>Tells a process which run its own runs are part of.</summary>
internal static class RunParent
{
    /// <summary>The environment variable that names it.</summary>
    public const string Variable = "PIPELINES_PARENT_RUN";

    /// <summary>That run's id; null where there is none.</summary>
    public static string? Current => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } id ? id : null;
}
