namespace Pipelines.Serving;

/// <summary>The log-probabilities of a prompt's own tokens, gathered while it is read.</summary>
/// <param name="prompt">its tokens</param>
/// <param name="top">alternatives to tell at each place</param>
internal sealed class PromptScores(ReadOnlyMemory<int> prompt, int top)
{
    /// <summary>Most places of prompts in one step that are told, since the logits of each of them are held.</summary>
    public const int StepTokens = 64;

    private readonly List<WrittenToken> scored = [new(prompt.Span[0], null, [])];

    /// <summary>Whether all tokens have theirs.</summary>
    public bool IsComplete => scored.Count == prompt.Length;

    public PromptScored Event => new(scored);

    /// <summary>Of how many of the last places that a step reads the logits are needed.</summary>
    /// <param name="past">tokens read before</param>
    /// <param name="count">tokens of the step</param>
    public int Rows(int past, int count) => IsComplete ? 0 : Math.Max(0, past + count - Math.Max(past, scored.Count - 1));

    /// <summary>Takes the logits of a place.</summary>
    /// <param name="place">the place, whose logits are of the token after it</param>
    /// <param name="logits">[vocab]</param>
    /// <exception cref="ArithmeticException">a logit is not a number, or none is above minus infinity</exception>
    public void Add(int place, ReadOnlySpan<float> logits)
    {
        if (IsComplete || place != scored.Count - 1) return;
        var token = prompt.Span[place + 1];
        using var model = new PlaceProbabilities(logits, top);
        scored.Add(new WrittenToken(token, model.Of(token), model.Top));
    }
}
