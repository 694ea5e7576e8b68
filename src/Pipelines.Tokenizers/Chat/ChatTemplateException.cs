namespace Pipelines.Tokenizers;

/// <summary>
/// A chat template that cannot be read or used: a construct that is not known, a conversation that it refuses, a tokenizer without its
/// special tokens. The message names the template, and the line where there is one.
/// </summary>
public sealed class ChatTemplateException : FormatException
{
    /// <summary>Says what is wrong, in one line.</summary>
    public ChatTemplateException(string message) : base(message) => Reason = message;

    /// <summary>Says what is wrong, in one line, and what it came from.</summary>
    public ChatTemplateException(string message, Exception inner) : base(message, inner) => Reason = message;

    /// <summary>What is wrong, without the file that the template comes from: what may be told to whoever wrote the conversation.</summary>
    public string Reason { get; internal init; }
}
