namespace Pipelines.Serving;

/// <summary>The engine finishes what it has, or is gone, and takes nothing more.</summary>
public sealed class EngineStoppingException() : Exception("the engine is stopping and takes no more requests");
