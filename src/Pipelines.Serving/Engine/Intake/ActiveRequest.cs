using System.Diagnostics;
using Pipelines.Tokenizers;

namespace Pipelines.Serving;

/// <summary>A request that the engine has taken.</summary>
internal sealed class ActiveRequest
{
    private volatile bool gone;

    /// <param name="request">what was asked for, checked</param>
    /// <param name="number">its place in the order in which requests came</param>
    /// <param name="rules">what it runs under</param>
    public ActiveRequest(GenerationRequest request, long number, RequestRules rules)
    {
        (Request, Number, Tokenizer) = (request, number, rules.Tokenizer);
        Prompt = request.Prompt.ToArray();
        Ends = request.EndTokens ?? rules.EndTokens;
        Seed = request.Sampling.Seed ?? rules.SeedOf(number);
        Vocabulary = request.Grammar is null ? null : rules.VocabularyOf(Ends);
        Deadline = Arrived + (long)((request.Timeout ?? rules.Timeout).TotalSeconds * Stopwatch.Frequency);
        var written = Math.Max(request.Choices, request.BestOf);
        Delivery = new Delivery(request.Choices, written);
        Sequences = [.. Enumerable.Range(0, written).Select(choice => new Sequence(this, choice))];
    }

    public GenerationRequest Request { get; }

    public long Number { get; }

    public Tokenizer Tokenizer { get; }

    /// <summary>Tokens to continue, in memory that no caller changes.</summary>
    public ReadOnlyMemory<int> Prompt { get; }

    public IReadOnlySet<int> Ends { get; }

    public int MaxTokens => Request.Sampling.MaxTokens;

    public long Seed { get; }

    /// <summary>The tokens that its grammar chooses from; null without one.</summary>
    public GrammarVocabulary? Vocabulary { get; }

    /// <summary>Whether log-probabilities are told, or what is given is chosen by them.</summary>
    public bool TellsLogProbs => Request.TopLogProbs is not null || Request.BestOf > Request.Choices;

    /// <summary>When it came, in ticks of <see cref="Stopwatch"/>.</summary>
    public long Arrived { get; } = Stopwatch.GetTimestamp();

    /// <summary>When its time is over, in the same ticks.</summary>
    public long Deadline { get; }

    /// <summary>Its continuations, those that are written to be compared among them.</summary>
    public Sequence[] Sequences { get; }

    /// <summary>How its events reach the one who asked.</summary>
    public Delivery Delivery { get; }

    /// <summary>Whether nobody waits for it any more.</summary>
    public bool IsGone => gone;

    /// <summary>Nobody waits for it any more: what it holds is free at the next step. From any thread.</summary>
    public void Leave() => gone = true;
}
