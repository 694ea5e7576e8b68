using Pipelines.Spec;
using Pipelines.Tokenizers;

namespace Pipelines.Serving;

/// <summary>What is to be written after a prompt.</summary>
public sealed record GenerationRequest
{
    /// <summary>Tokens to continue, at least one.</summary>
    public required ReadOnlyMemory<int> Prompt { get; init; }

    /// <summary>How tokens are chosen, how many at most, and what ends them.</summary>
    public required SamplingSpec Sampling { get; init; }

    /// <summary>Tokens that end a continuation; those of the model when null.</summary>
    public IReadOnlySet<int>? EndTokens { get; init; }

    /// <summary>What is added to logits before anything else, by token.</summary>
    public IReadOnlyDictionary<int, float> LogitBias { get; init; } = new Dictionary<int, float>();

    /// <summary>What a continuation must match; anything when null.</summary>
    public Grammar? Grammar { get; init; }

    /// <summary>Continuations to give.</summary>
    public int Choices { get; init; } = 1;

    /// <summary>Continuations to write, of which the likeliest by mean log-probability are given; at least <see cref="Choices"/>.</summary>
    public int BestOf { get; init; } = 1;

    /// <summary>How many of the likeliest tokens are told at each place, with the written one's log-probability; null for neither.</summary>
    public int? TopLogProbs { get; init; }

    /// <summary>Whether the prompt's own tokens are told with their log-probabilities.</summary>
    public bool PromptLogProbs { get; init; }

    /// <summary>Special tokens that are part of the text, such as one with which calls of tools begin; others stand for none.</summary>
    public IReadOnlySet<int> KeptSpecial { get; init; } = new HashSet<int>();

    /// <summary>
    /// Where a continuation stands: within the text that the prompt begins, or at the start of one of its own, as answers are; those lose
    /// the space that some tokenizers put at the beginning of texts.
    /// </summary>
    public TextPlace Place { get; init; } = TextPlace.Within;

    /// <summary>Whose request it is: the engine's turns go round among clients, not among requests.</summary>
    public string Client { get; init; } = "";

    /// <summary>How long it may wait and run together; the engine's limit when null.</summary>
    public TimeSpan? Timeout { get; init; }
}
