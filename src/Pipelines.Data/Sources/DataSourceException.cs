namespace Pipelines.Data;

/// <summary>A source whose documents cannot be read. The message says what was found, where, and what helps.</summary>
public sealed class DataSourceException : Exception
{
    /// <summary>Says what is wrong.</summary>
    public DataSourceException(string message) : base(message) { }

    /// <summary>Says what is wrong, and what it came from.</summary>
    public DataSourceException(string message, Exception inner) : base(message, inner) { }
}
