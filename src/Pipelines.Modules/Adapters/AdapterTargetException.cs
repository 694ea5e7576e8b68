namespace Pipelines.Modules;

/// <summary>An adapter's target matches no projection.</summary>
/// <param name="message">which target, and the names that there are</param>
public sealed class AdapterTargetException(string message) : ArgumentException(message);
