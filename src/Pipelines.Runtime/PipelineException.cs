namespace Pipelines.Runtime;

/// <summary>Something that the user can mend: the message says what was found, what was expected and what to do.</summary>
public class PipelineException : Exception
{
    /// <summary>With the whole of what the user is told.</summary>
    public PipelineException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}
