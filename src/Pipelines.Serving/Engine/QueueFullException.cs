namespace Pipelines.Serving;

/// <summary>As many requests wait as may: the request can be made again later.</summary>
/// <param name="waiting">how many wait</param>
public sealed class QueueFullException(int waiting) : Exception($"{waiting:N0} requests are waiting already: try again later")
{
    /// <summary>How many requests wait.</summary>
    public int Waiting => waiting;
}
