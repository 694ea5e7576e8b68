namespace Pipelines.Tracking;

/// <summary>Where a run stands, in MLflow's words and numbers.</summary>
public enum RunStatus
{
    /// <summary>It has started and not ended.</summary>
    Running = 1,

    /// <summary>It will start later.</summary>
    Scheduled = 2,

    /// <summary>It ended well.</summary>
    Finished = 3,

    /// <summary>It ended with an error.</summary>
    Failed = 4,

    /// <summary>It was stopped, or its process died.</summary>
    Killed = 5,
}
