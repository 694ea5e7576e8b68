using System.Text.Json;

namespace Pipelines.Server;

/// <summary>Members that say how tokens are chosen.</summary>
internal static class SamplingMembers
{
    private const int MostChoices = 128;
    private const int MostStops = 16;
    private const int MostStopTokens = 64;

    private static readonly TextKind StopText = new(empty: false);

    private static readonly Member<double> Temperature = Member.Optional(
        "temperature", new NumberKind(0, 2), "Divides the logits; 0 always takes the likeliest token");

    private static readonly Member<double> TopP = Member.Optional(
        "top_p", new NumberKind(0, 1), "Keeps the likeliest tokens whose probabilities reach p together; 1 keeps all");

    private static readonly Member<long> TopK = Member.Optional(
        "top_k", new IntegerKind(-1, 1 << 24), "Keeps the k likeliest tokens; 0 and -1 keep all");

    private static readonly Member<double> MinP = Member.Optional(
        "min_p", new NumberKind(0, 1), "Keeps tokens of at least this share of the likeliest one's probability; 0 keeps all");

    private static readonly Member<double> TypicalP = Member.Optional(
        "typical_p", new NumberKind(0, 1),
        "Keeps the tokens whose surprise is nearest to the entropy until their probability reaches p; 1 keeps all");

    private static readonly Member<double> RepetitionPenalty = Member.Optional(
        "repetition_penalty", new NumberKind(0.01, 100),
        "Divides positive and multiplies negative logits of tokens already there; 1 does nothing");

    private static readonly Member<double> PresencePenalty = Member.Optional(
        "presence_penalty", new NumberKind(-2, 2), "Is taken from the logit of each token that was written");

    private static readonly Member<double> FrequencyPenalty = Member.Optional(
        "frequency_penalty", new NumberKind(-2, 2), "Is taken from the logit of a token for each time that it was written");

    private static readonly Member<long> Seed = Member.Optional(
        "seed", new IntegerKind(long.MinValue, long.MaxValue),
        "Of the draws: the same seed gives the same answer, whatever else is asked beside it");

    private static readonly Member<IReadOnlyList<string>> Stop = Member.Optional(
        "stop",
        new EitherKind<IReadOnlyList<string>>(
            "a text or a list of texts",
            (json => json.ValueKind == JsonValueKind.String, One.Of(StopText)),
            (json => json.ValueKind == JsonValueKind.Array, new ListKind<string>(StopText, "texts", most: MostStops))),
        "Texts that end the answer, themselves left out");

    private static readonly Member<IReadOnlyList<long>> StopTokens = Member.Optional(
        "stop_token_ids",
        new ListKind<long>(new IntegerKind(0, int.MaxValue), "token ids", most: MostStopTokens),
        "Tokens that end the answer beside the model's own");

    private static readonly Member<bool> IgnoreEnd = Member.Optional(
        "ignore_eos", CommonMembers.Flag, "Whether the answer goes on past the tokens that would end it");

    private static readonly Member<IReadOnlyDictionary<int, float>> LogitBias = Member.Optional(
        "logit_bias", new LogitBiasKind(), "What is added to the logits of tokens, by token id");

    private static readonly Member<long> Choices = Member.Optional("n", new IntegerKind(1, MostChoices), "How many answers are given");

    private static readonly Member<long> BestOf = Member.Optional(
        "best_of", new IntegerKind(1, MostChoices), "How many answers are written, of which the likeliest n are given");

    /// <summary>Those of a request for one answer.</summary>
    public static IReadOnlyList<Member> OfOneAnswer { get; } =
    [
        Temperature, TopP, TopK, MinP, TypicalP, RepetitionPenalty, PresencePenalty, FrequencyPenalty, Seed, Stop, StopTokens, IgnoreEnd,
        LogitBias,
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Member> All { get; } = [.. OfOneAnswer, Choices, BestOf];

    /// <summary>Reads them.</summary>
    public static SamplingWish Read(RequestObject request)
    {
        var choices = (int)request.Or(Choices, 1);
        var bestOf = (int)request.Or(BestOf, choices);
        if (bestOf < choices) throw request.At(BestOf).Fault($"must be at least 'n', which is {choices}, not {bestOf}");
        return new SamplingWish
        {
            Temperature = request.Given(Temperature),
            TopP = request.Given(TopP),
            TopK = request.Given(TopK) is { } k ? (int)Math.Max(k, 0) : null,
            MinP = request.Given(MinP),
            TypicalP = request.Given(TypicalP),
            RepetitionPenalty = request.Given(RepetitionPenalty),
            PresencePenalty = request.Given(PresencePenalty),
            FrequencyPenalty = request.Given(FrequencyPenalty),
            Seed = request.Given(Seed),
            Stop = request.Find(Stop),
            StopTokens = [.. request.Or(StopTokens, []).Select(id => (int)id)],
            IgnoreEnd = request.Or(IgnoreEnd, false),
            LogitBias = request.Or(LogitBias, new Dictionary<int, float>()),
            Choices = choices,
            BestOf = bestOf,
        };
    }
}
