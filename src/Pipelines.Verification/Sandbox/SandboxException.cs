namespace Pipelines.Verification;

/// <summary>A process of the sandbox ended before it replied; the message says why.</summary>
internal sealed class SandboxException(string message) : Exception(message);
