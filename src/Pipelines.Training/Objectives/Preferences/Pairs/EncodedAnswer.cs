namespace Pipelines.Training;

/// <summary>A conversation that ends in an answer, in tokens.</summary>
/// <param name="Tokens">the whole conversation</param>
/// <param name="Start">where the answer begins: the tokens before it are the prompt</param>
/// <param name="End">where it ends, its end of turn included; what follows is the template's</param>
public sealed record EncodedAnswer(int[] Tokens, int Start, int End)
{
    /// <summary>Its log-probability under the model that training began with, in nats; null where that is not needed.</summary>
    public double? Reference { get; init; }

    /// <summary>The tokens before the answer.</summary>
    public ReadOnlySpan<int> Prompt => Tokens.AsSpan(0, Start);

    /// <summary>The tokens of the answer.</summary>
    public ReadOnlySpan<int> Answer => Tokens.AsSpan(Start, End - Start);

    /// <summary>Tokens of the answer that a model gives: all of them, but for one that nothing stands before.</summary>
    public int Given => End - Math.Max(Start, 1);
}
