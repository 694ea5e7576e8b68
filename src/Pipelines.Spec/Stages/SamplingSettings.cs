using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>sampling:</c>.</summary>
internal static class SamplingSettings
{
    /// <summary>More than any context has room for.</summary>
    private const int MostTokens = 1 << 24;

    private static readonly Setting<int> MaxTokens = Setting.Default(
        "max_tokens", Limit, "64", "Most new tokens")
        .Known("max_new_tokens", "max_completion_length", "response_length");

    private static readonly Setting<double> Temperature = Heat("0.8");

    private static readonly Setting<int> TopK = Setting.Default(
        "top_k", new IntegerKind(0, MostTokens), "0", "Keeps the k likeliest tokens; 0 keeps all");

    private static readonly Setting<double> TopP = Nucleus("0.95");

    private static readonly Setting<double> MinP = Setting.Default(
        "min_p", new ShareKind(new(0, 1, MaxOpen: true)), "0",
        "Keeps tokens of at least this share of the likeliest one's probability (Nguyen et al. 2024); 0 keeps all");

    private static readonly Setting<double> TypicalP = Setting.Default(
        "typical_p", new ShareKind(new(0, 1, MinOpen: true)), "1",
        "Keeps the tokens whose surprise is nearest to the expected one, up to p together (Meister et al. 2023); 1 keeps all")
        .Known("typical", "typ_p");

    private static readonly Setting<double> RepetitionPenalty = Setting.Default(
        "repetition_penalty", new NumberKind(new(0, 100, MinOpen: true)), "1",
        "Divides positive and multiplies negative logits of tokens already there (Keskar et al. 2019); 1 does nothing");

    private static readonly Setting<double> PresencePenalty = Setting.Default(
        "presence_penalty", new NumberKind(new(-2, 2)), "0", "Is taken once from the logits of tokens written before");

    private static readonly Setting<double> FrequencyPenalty = Setting.Default(
        "frequency_penalty", new NumberKind(new(-2, 2)), "0",
        "Is taken from the logits of tokens written before, as many times as they were written");

    private static readonly Setting<EquatableArray<string>> Stop = Setting.Default(
        "stop", new ListKind<string>(new TextKind("a text"), "texts"), "[]", "Texts that end the continuation, themselves left out");

    private static readonly Setting<int> Seed = Setting.Derived(
        "seed", new IntegerKind(0, int.MaxValue), "the pipeline's", "The seed of the draws");

    /// <summary>For people to read: a little sharper than the model itself.</summary>
    public static readonly Section<SamplingSpec> Section = Of(
        "sampling", "How the next token is chosen; filters apply in this order", Temperature, TopP);

    /// <summary>For answers that are learned from or measured: as the model itself would.</summary>
    public static readonly Section<SamplingSpec> OfAnswers = Of(
        "sampling of answers", "How the tokens of answers are chosen: where nothing is said, by the model's own probabilities",
        Heat("1"), Nucleus("1"));

    /// <summary>For requests that say nothing: as for people, and as long as the context has room.</summary>
    public static readonly Section<SamplingSpec> OfRequests = Of(
        "sampling of requests", "How the tokens of answers are chosen where a request does not say", Temperature, TopP,
        Setting.Derived("max_tokens", Limit, "as many as the context has room for", "Most new tokens"));

    private static IntegerKind Limit => new(1, MostTokens);

    private static Section<SamplingSpec> Of(
        string title, string doc, Setting<double> temperature, Setting<double> topP, Setting<int>? unlimited = null) => new(
        title.Replace(' ', '-'), title, doc,
        [
            unlimited ?? MaxTokens, temperature, TopK, topP, MinP, TypicalP, RepetitionPenalty, PresencePenalty, FrequencyPenalty,
            Stop, Seed,
        ],
        values => new SamplingSpec(
            unlimited is null ? values.Get(MaxTokens) : values.Given(unlimited) ? values.Get(unlimited) : MostTokens,
            values.Get(temperature),
            values.Get(TopK),
            values.Get(topP),
            values.Get(MinP),
            values.Get(RepetitionPenalty),
            values.Get(Stop),
            values.Given(Seed) ? values.Get(Seed) : null,
            values.Get(TypicalP),
            values.Get(PresencePenalty),
            values.Get(FrequencyPenalty)));

    private static Setting<double> Heat(string otherwise) => Setting.Default(
        "temperature", new NumberKind(new(0, 100)), otherwise, "Divides the logits; 0 always takes the likeliest token");

    private static Setting<double> Nucleus(string otherwise) => Setting.Default(
        "top_p", new ShareKind(new(0, 1, MinOpen: true)), otherwise,
        "Keeps the likeliest tokens whose probabilities reach p together (Holtzman et al. 2020); 1 keeps all");
}
