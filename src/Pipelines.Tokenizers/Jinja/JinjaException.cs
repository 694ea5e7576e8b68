namespace Pipelines.Tokenizers.Jinja;

/// <summary>What is wrong in a template or while it is rendered; the innermost construct says the line.</summary>
/// <param name="message">what is wrong, without the template's name and the line</param>
internal sealed class JinjaException(string message) : Exception(message)
{
    /// <summary>The line, from 1; 0 until a construct has said it.</summary>
    public int Line { get; private set; }

    /// <summary>Notes the line, unless one is known; never true, so that an exception filter can say it on the way out.</summary>
    public bool PassesAt(int line)
    {
        if (Line == 0) Line = line;
        return false;
    }

    /// <summary>The exception with its line.</summary>
    public JinjaException At(int line)
    {
        PassesAt(line);
        return this;
    }
}
