namespace Pipelines.Serving;

/// <summary>A schema, regular expression or grammar that cannot be held to; the message says what and where.</summary>
public sealed class GrammarException : FormatException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">what was found, what was expected, and where</param>
    /// <param name="place">a JSON pointer into a schema, or <c>line:column</c> of a text; empty where it is the whole</param>
    /// <param name="inner">what it comes from</param>
    public GrammarException(string message, string place = "", Exception? inner = null)
        : base(place.Length == 0 ? message : $"{place}: {message}", inner) => Place = place;

    /// <summary>A JSON pointer into a schema, or <c>line:column</c> of a text; empty where it is the whole.</summary>
    public string Place { get; }
}
