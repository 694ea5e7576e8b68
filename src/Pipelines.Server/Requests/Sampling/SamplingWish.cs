using Pipelines.Serving;
using Pipelines.Spec;

namespace Pipelines.Server;

/// <summary>How a request wants tokens to be chosen; null where the model's defaults hold.</summary>
internal sealed record SamplingWish
{
    public double? Temperature { get; init; }

    public double? TopP { get; init; }

    public int? TopK { get; init; }

    public double? MinP { get; init; }

    public double? TypicalP { get; init; }

    public double? RepetitionPenalty { get; init; }

    public double? PresencePenalty { get; init; }

    public double? FrequencyPenalty { get; init; }

    public long? Seed { get; init; }

    public IReadOnlyList<string>? Stop { get; init; }

    /// <summary>Tokens that end the answer beside the model's own.</summary>
    public required IReadOnlyList<int> StopTokens { get; init; }

    /// <summary>Whether the model's own end nothing.</summary>
    public required bool IgnoreEnd { get; init; }

    public required IReadOnlyDictionary<int, float> LogitBias { get; init; }

    public required int Choices { get; init; }

    public required int BestOf { get; init; }

    /// <summary>The wish where there is one, else the default.</summary>
    /// <param name="defaults">the model's</param>
    /// <param name="maxTokens">most tokens of an answer</param>
    public SamplingSpec Over(SamplingSpec defaults, int maxTokens) => defaults with
    {
        MaxTokens = maxTokens,
        Temperature = Temperature ?? defaults.Temperature,
        TopP = TopP ?? defaults.TopP,
        TopK = TopK ?? defaults.TopK,
        MinP = MinP ?? defaults.MinP,
        TypicalP = TypicalP ?? defaults.TypicalP,
        RepetitionPenalty = RepetitionPenalty ?? defaults.RepetitionPenalty,
        PresencePenalty = PresencePenalty ?? defaults.PresencePenalty,
        FrequencyPenalty = FrequencyPenalty ?? defaults.FrequencyPenalty,
        Stop = Stop is null ? defaults.Stop : new([.. Stop]),
        Seed = Seed ?? defaults.Seed,
    };

    /// <summary>The request with how its tokens are chosen, how many answers there are, and what ends them.</summary>
    public GenerationRequest Applied(GenerationRequest request) => request with
    {
        LogitBias = LogitBias,
        Choices = Choices,
        BestOf = BestOf,
        EndTokens = IgnoreEnd ? StopTokens.ToHashSet()
            : StopTokens.Count > 0 ? (request.EndTokens ?? new HashSet<int>()).Union(StopTokens).ToHashSet()
            : request.EndTokens,
    };
}
