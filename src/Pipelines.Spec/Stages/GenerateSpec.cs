namespace Pipelines.Spec;

/// <summary><c>kind: generate</c>: answers prompts with a checkpoint that has a chat template, else continues them; makes a Report.</summary>
/// <param name="Name">the stage's name</param>
/// <param name="From">the stage that makes the checkpoint</param>
/// <param name="Prompts">what to continue</param>
/// <param name="Sampling">how tokens are chosen</param>
public sealed record GenerateSpec(string Name, string From, EquatableArray<string> Prompts, SamplingSpec Sampling) : StageSpec(Name)
{
    /// <inheritdoc/>
    public override string Kind => "generate";

    /// <inheritdoc/>
    public override IEnumerable<string> Inputs => [From];
}

/// <summary>
/// How the next token is chosen: the penalties of repetition, presence and frequency come first, then temperature, top-k, top-p, min-p and
/// typical-p, each of what those before it leave.
/// </summary>
/// <param name="MaxTokens">most new tokens</param>
/// <param name="Temperature">divides the logits; 0 is greedy</param>
/// <param name="TopK">keeps the k likeliest; 0 keeps all</param>
/// <param name="TopP">keeps the smallest set whose probability reaches p (Holtzman et al. 2020); 1 keeps all</param>
/// <param name="MinP">keeps what has at least this share of the likeliest's probability (Nguyen et al. 2024); 0 keeps all</param>
/// <param name="RepetitionPenalty">
/// divides positive and multiplies negative logits of tokens already seen (Keskar et al. 2019); 1 is none
/// </param>
/// <param name="Stop">texts that end the continuation, themselves left out</param>
/// <param name="Seed">of the draws, or null for the pipeline's</param>
/// <param name="TypicalP">
/// keeps the tokens whose surprise is nearest to the entropy, until their probability reaches p (Meister et al., arXiv:2202.00666);
/// 1 keeps all
/// </param>
/// <param name="PresencePenalty">is taken from the logit of each token that was written; 0 is none, below 0 favours them</param>
/// <param name="FrequencyPenalty">is taken from the logit of a token for each time that it was written; 0 is none</param>
public sealed record SamplingSpec(
    int MaxTokens,
    double Temperature,
    int TopK,
    double TopP,
    double MinP,
    double RepetitionPenalty,
    EquatableArray<string> Stop,
    long? Seed,
    double TypicalP = 1,
    double PresencePenalty = 0,
    double FrequencyPenalty = 0);
