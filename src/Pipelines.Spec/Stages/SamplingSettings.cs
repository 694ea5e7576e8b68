using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>sampling:</c>.</summary>
internal static class SamplingSettings
{
    private static readonly Setting<int> MaxTokens = Setting.Default(
        "max_tokens", new IntegerKind(1, 1 << 24), "64", "Most new tokens");

    private static readonly Setting<double> Temperature = Setting.Default(
        "temperature", new NumberKind(new(0, 100)), "0.8", "Divides the logits; 0 always takes the likeliest token");

    private static readonly Setting<int> TopK = Setting.Default(
        "top_k", new IntegerKind(0, 1 << 24), "0", "Keeps the k likeliest tokens; 0 keeps all");

    private static readonly Setting<double> TopP = Setting.Default(
        "top_p", new ShareKind(new(0, 1, MinOpen: true)), "0.95",
        "Keeps the likeliest tokens whose probabilities reach p together (Holtzman et al. 2020); 1 keeps all");

    private static readonly Setting<double> MinP = Setting.Default(
        "min_p", new ShareKind(new(0, 1, MaxOpen: true)), "0",
        "Keeps tokens of at least this share of the likeliest one's probability (Nguyen et al. 2024); 0 keeps all");

    private static readonly Setting<double> RepetitionPenalty = Setting.Default(
        "repetition_penalty", new NumberKind(new(0, 100, MinOpen: true)), "1",
        "Divides positive and multiplies negative logits of tokens already there (Keskar et al. 2019); 1 does nothing");

    private static readonly Setting<EquatableArray<string>> Stop = Setting.Default(
        "stop", new ListKind<string>(new TextKind("a text"), "texts"), "[]", "Texts that end the continuation, themselves left out");

    private static readonly Setting<int> Seed = Setting.Derived(
        "seed", new IntegerKind(0, int.MaxValue), "the pipeline's", "The seed of the draws");

    public static readonly Section<SamplingSpec> Section = new(
        "sampling", "sampling", "How the next token is chosen; filters apply in this order",
        [MaxTokens, Temperature, TopK, TopP, MinP, RepetitionPenalty, Stop, Seed],
        values => new SamplingSpec(
            values.Get(MaxTokens),
            values.Get(Temperature),
            values.Get(TopK),
            values.Get(TopP),
            values.Get(MinP),
            values.Get(RepetitionPenalty),
            values.Get(Stop),
            values.Given(Seed) ? values.Get(Seed) : null));
}
