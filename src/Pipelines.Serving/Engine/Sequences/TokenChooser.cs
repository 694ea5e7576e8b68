using Pipelines.Decoding;

namespace Pipelines.Serving;

/// <summary>Chooses the tokens of one continuation: biases, then the grammar's mask, then the sampler.</summary>
/// <param name="request">whose continuation it is</param>
/// <param name="seed">of its draws</param>
internal sealed class TokenChooser(ActiveRequest request, long seed)
{
    private readonly Sampler sampler = new(request.Request.Sampling, seed, request.Request.LogitBias);
    private readonly GrammarWalk? walk = request.Request.Grammar is { } grammar ? new(grammar, request.Vocabulary!) : null;

    /// <summary>Sum of the log-probabilities of what was chosen, by the model itself; 0 where nobody asked.</summary>
    public double LogProb { get; private set; }

    /// <summary>Draws made so far.</summary>
    public long Draws => sampler.Draws;

    /// <summary>Whether the grammar lets nothing follow but an end.</summary>
    public bool IsOver => walk is { IsOver: true };

    /// <summary>The only token that the grammar lets follow, where no probability is asked for; else null.</summary>
    public int? Forced => request.TellsLogProbs || request.Request.PromptLogProbs ? null : walk?.Only;

    /// <summary>Chooses a token.</summary>
    /// <param name="logits">[vocab], of the place before it; changed</param>
    /// <param name="seen">tokens of the prompt and of the continuation so far</param>
    /// <param name="guessed">what was guessed to follow; null where nothing was</param>
    /// <param name="place">which of the guesses is this token's</param>
    /// <exception cref="ArithmeticException">a logit is not a number, or none is above minus infinity</exception>
    public WrittenToken Choose(Span<float> logits, ReadOnlySpan<int> seen, SpeculatedSequence? guessed = null, int place = 0)
    {
        if (!request.TellsLogProbs) return new WrittenToken(Next(logits, seen, guessed, place), null, []);
        using var model = new PlaceProbabilities(logits, request.Request.TopLogProbs ?? 0);
        var chosen = Next(logits, seen, guessed, place);
        var logProb = model.Of(chosen);
        LogProb += logProb;
        return new WrittenToken(chosen, logProb, model.Top);
    }

    private int Next(Span<float> logits, ReadOnlySpan<int> seen, SpeculatedSequence? guessed, int place)
    {
        walk?.Forbid(logits);
        var chosen = guessed is { Drawn: true }
            ? AcceptanceRule.Choose(
                sampler, logits, seen, request.Prompt.Length, guessed.Proposed[place], guessed.DistributionAt(place))
            : sampler.Next(logits, seen, request.Prompt.Length);
        walk?.Accept(chosen);
        return chosen;
    }

    /// <summary>Takes the token that is <see cref="Forced"/>.</summary>
    public WrittenToken Take(int forced)
    {
        walk!.Accept(forced);
        return new WrittenToken(forced, null, []);
    }
}
