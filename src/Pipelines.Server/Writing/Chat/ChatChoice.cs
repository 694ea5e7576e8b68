using Pipelines.Serving;

namespace Pipelines.Server;

/// <summary>One answer of a chat while it is written.</summary>
/// <param name="parser">tells its text from calls of tools</param>
/// <param name="ends">tokens that end it and are no part of it</param>
internal sealed class ChatChoice(AnswerParser parser, IReadOnlySet<int> ends)
{
    /// <summary>Its text and calls so far.</summary>
    public AnswerParser Parser => parser;

    /// <summary>Its tokens so far; those that were given out already are cleared by who streams.</summary>
    public List<WrittenToken> Tokens { get; } = [];

    /// <summary>Why it ended; null while it goes on.</summary>
    public string? FinishReason { get; private set; }

    /// <summary>Takes more of its text.</summary>
    /// <returns>what is certain now</returns>
    public IReadOnlyList<ChatDelta> Take(TextWritten written)
    {
        foreach (var token in written.Tokens)
            if (!ends.Contains(token.Id)) Tokens.Add(token);
        return parser.Push(written.Text);
    }

    /// <summary>Takes its end.</summary>
    /// <returns>what had been held back</returns>
    public IReadOnlyList<ChatDelta> Take(ChoiceEnded ended)
    {
        var rest = parser.Finish();
        var word = FinishReasons.WordOf(ended.Reason);
        FinishReason = parser.HasCalls && word == "stop" ? "tool_calls" : word;    // a call that was cut off is none yet
        return rest;
    }
}
