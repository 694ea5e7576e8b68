namespace Pipelines.Tracking.Mlflow;

/// <summary>A server that did not do what it was asked.</summary>
/// <param name="message">what it said, for people</param>
/// <param name="code">MLflow's error code, such as <c>RESOURCE_DOES_NOT_EXIST</c>; "" where it gave none</param>
/// <param name="isTransient">whether the same request may succeed later: the server was away, busy, or failed</param>
/// <param name="inner">what the connection said, or null</param>
public sealed class MlflowException(string message, string code, bool isTransient, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>MLflow's error code; "" where it gave none.</summary>
    public string Code => code;

    /// <summary>Whether the same request may succeed later.</summary>
    public bool IsTransient => isTransient;
}
