namespace Pipelines.Serving;

/// <summary>What happens to one continuation of a request, in the order in which it happens.</summary>
/// <param name="Choice">which of them, from 0</param>
public abstract record GenerationEvent(int Choice);

/// <summary>More of the text is certain.</summary>
/// <param name="Choice">which continuation</param>
/// <param name="Text">whole characters that no stop text can take back; may be empty while tokens make no whole character</param>
/// <param name="Tokens">the tokens since the piece before</param>
public sealed record TextWritten(int Choice, string Text, IReadOnlyList<WrittenToken> Tokens) : GenerationEvent(Choice);

/// <summary>A continuation is complete.</summary>
/// <param name="Choice">which</param>
/// <param name="Reason">why</param>
/// <param name="StopText">the stop text that ended it, or null</param>
/// <param name="Usage">tokens that were read and written for it</param>
public sealed record ChoiceEnded(int Choice, FinishReason Reason, string? StopText, TokenUsage Usage) : GenerationEvent(Choice);

/// <summary>The prompt's own log-probabilities, before all text.</summary>
/// <param name="Tokens">one for each token of the prompt; the first has none</param>
public sealed record PromptScored(IReadOnlyList<WrittenToken> Tokens) : GenerationEvent(0);
