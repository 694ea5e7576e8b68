namespace Pipelines.Tokenizers;

/// <summary>A tokenizer file that cannot be read: damaged, or made of parts that are not supported. The message names the part.</summary>
public sealed class TokenizerFormatException : FormatException
{
    /// <summary>Says what is wrong, in one line.</summary>
    public TokenizerFormatException(string message) : base(message) { }

    /// <summary>Says what is wrong, in one line, and what it came from.</summary>
    public TokenizerFormatException(string message, Exception inner) : base(message, inner) { }
}
