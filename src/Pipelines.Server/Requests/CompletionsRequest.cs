using Pipelines.Serving;

namespace Pipelines.Server;

/// <summary>What <c>/v1/completions</c> is asked.</summary>
internal sealed record CompletionsRequest
{
    private const int MostPrompts = 128;

    private static readonly Member<IReadOnlyList<GivenPrompt>> Prompt = Member.Required(
        "prompt", new PromptsKind(MostPrompts), "What is continued");

    private static readonly Member<long> MaxTokens = Member.Optional(
        "max_tokens", new IntegerKind(0, int.MaxValue), "Most tokens of a continuation; the model's default where it is not said");

    private static readonly Member<long> LogProbs = Member.Optional(
        "logprobs", new IntegerKind(0, 5),
        "How many of the likeliest tokens are told at each place, with the log-probability of the written one");

    private static readonly Member<bool> EchoPrompt = Member.Optional(
        "echo", CommonMembers.Flag,
        "Whether the prompt comes before its continuation, with its own log-probabilities where these are told");

    /// <summary>How it is read.</summary>
    public static Kind<CompletionsRequest> Kind { get; } = new ObjectKind<CompletionsRequest>(
        "a completion's request",
        [
            CommonMembers.Model, Prompt, CommonMembers.Stream, CommonMembers.StreamOptions, MaxTokens, .. SamplingMembers.All, LogProbs,
            EchoPrompt, .. StructureMembers.All, .. CommonMembers.AboutClient,
            Member.Refused("suffix", "the model does not write what is missing in the middle of a text"),
        ],
        Read);

    public required string Model { get; init; }

    public required IReadOnlyList<GivenPrompt> Prompts { get; init; }

    public required StreamWish Stream { get; init; }

    public required SamplingWish Sampling { get; init; }

    public required Grammar? Grammar { get; init; }

    /// <summary>Most tokens of a continuation; null for the model's default.</summary>
    public required int? MaxAnswer { get; init; }

    /// <summary>How many of the likeliest tokens are told at each place; null where no log-probability is.</summary>
    public required int? Top { get; init; }

    public required bool Echo { get; init; }

    private static CompletionsRequest Read(RequestObject request) => new()
    {
        Model = request.Required(CommonMembers.Model),
        Prompts = request.Required(Prompt),
        Stream = CommonMembers.ReadStream(request),
        Sampling = SamplingMembers.Read(request),
        Grammar = StructureMembers.Read(request),
        MaxAnswer = (int?)request.Given(MaxTokens),
        Top = (int?)request.Given(LogProbs),
        Echo = request.Or(EchoPrompt, false),
    };
}
