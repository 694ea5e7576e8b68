namespace Pipelines.Cli;

/// <summary>A command line that asks for what cannot be: the message says what would do.</summary>
/// <param name="message">what was found and what was expected</param>
internal sealed class WrongUsageException(string message) : Exception(message);
