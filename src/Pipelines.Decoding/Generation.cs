namespace Pipelines.Decoding;

/// <summary>Why a continuation ended.</summary>
public enum StopReason
{
    /// <summary>It has as many tokens as were asked for.</summary>
    MaxTokens,

    /// <summary>The model ended the text, or its turn.</summary>
    EndOfText,

    /// <summary>A stop text came.</summary>
    StopText,

    /// <summary>The model's context is full.</summary>
    Context,

    /// <summary>It was cancelled.</summary>
    Cancelled,
}

/// <summary>A continuation of a prompt.</summary>
/// <param name="Text">its text, without the prompt and without the stop text that ended it</param>
/// <param name="Tokens">its tokens, those of a stop text and an end-of-text among them</param>
/// <param name="Reason">why it ended</param>
/// <param name="Seconds">time to write the continuation</param>
public sealed record Generation(string Text, IReadOnlyList<int> Tokens, StopReason Reason, double Seconds)
{
    /// <summary>Tokens written in a second.</summary>
    public double TokensPerSecond => Seconds > 0 ? Tokens.Count / Seconds : 0;
}
