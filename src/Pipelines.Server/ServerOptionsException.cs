namespace Pipelines.Server;

/// <summary>A server cannot be as its options say; the message says why.</summary>
public sealed class ServerOptionsException(string message) : Exception(message);
