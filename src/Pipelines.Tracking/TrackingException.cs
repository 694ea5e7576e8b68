namespace Pipelines.Tracking;

/// <summary>A store that cannot be used, or a name that breaks its rules; the message says what to do.</summary>
public sealed class TrackingException : Exception
{
    /// <summary>With what went wrong, for people.</summary>
    public TrackingException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}
