using System.Text.Json;
using Pipelines.Serving;
using Pipelines.Tokenizers;

namespace Pipelines.Server;

/// <summary>What <c>/v1/chat/completions</c> is asked.</summary>
internal sealed record ChatCompletionsRequest
{
    private static readonly Member<IReadOnlyList<ChatMessage>> Messages = Member.Required(
        "messages", new ListKind<ChatMessage>(MessageMembers.Kind, "messages", least: 1), "The conversation so far");

    private static readonly Member<long> MaxCompletionTokens = Member.Optional(
        "max_completion_tokens", new IntegerKind(1, int.MaxValue), "Most tokens of an answer; the end of the context where it is not said");

    private static readonly Member<long> MaxTokens = Member.Optional(
        "max_tokens", new IntegerKind(1, int.MaxValue), "The older name of max_completion_tokens");

    private static readonly Member<bool> LogProbs = Member.Optional(
        "logprobs", CommonMembers.Flag, "Whether the log-probability of each token is told");

    private static readonly Member<long> TopLogProbs = Member.Optional(
        "top_logprobs", new IntegerKind(0, 20), "How many of the likeliest tokens are told at each place; needs logprobs");

    private static readonly Member<IReadOnlyDictionary<string, JsonElement>> TemplateVariables = Member.Optional(
        "chat_template_kwargs", new VariablesKind(), "What else the model's chat template asks for");

    /// <summary>How it is read.</summary>
    public static Kind<ChatCompletionsRequest> Kind { get; } = new ObjectKind<ChatCompletionsRequest>(
        "a chat completion's request",
        [
            CommonMembers.Model, Messages, CommonMembers.Stream, CommonMembers.StreamOptions, MaxCompletionTokens, MaxTokens,
            .. SamplingMembers.All, LogProbs, TopLogProbs, ToolMembers.Tools, ToolMembers.Choice, ToolMembers.Parallel,
            .. StructureMembers.All, TemplateVariables, .. CommonMembers.AboutClient,
            Member.Ignored("reasoning_effort", "The model decides"),
            Member.Ignored("verbosity", "The model decides"),
            Member.Ignored("prediction", "What is proposed comes from the prompt or a draft model"),
            Member.Checked("modalities", new ListKind<bool>(new WordKind<bool>(("text", true)), "words"), "Text alone"),
            Member.Refused("audio", "the model writes text alone"),
            Member.Refused("web_search_options", "the server does not search"),
            Member.Refused("functions", "tools are in 'tools'"),
            Member.Refused("function_call", "tools are chosen by 'tool_choice'"),
        ],
        Read);

    public required string Model { get; init; }

    public required ChatRequest Chat { get; init; }

    public required StreamWish Stream { get; init; }

    public required SamplingWish Sampling { get; init; }

    /// <summary>Most tokens of an answer; null for the end of the context.</summary>
    public required int? MaxAnswer { get; init; }

    /// <summary>How many of the likeliest tokens are told at each place; null where no log-probability is.</summary>
    public required int? Top { get; init; }

    private static ChatCompletionsRequest Read(RequestObject request)
    {
        var logProbs = request.Or(LogProbs, false);
        if (!logProbs && request.Or(TopLogProbs, 0) > 0) throw request.At(TopLogProbs).Fault("has a meaning only with 'logprobs': true");
        return new ChatCompletionsRequest
        {
            Model = request.Required(CommonMembers.Model),
            Chat = new ChatRequest
            {
                Messages = request.Required(Messages),
                Tools = request.Or(ToolMembers.Tools, []),
                ToolChoice = request.Or(ToolMembers.Choice, ToolChoice.Auto),
                ParallelToolCalls = request.Or(ToolMembers.Parallel, true),
                Answer = StructureMembers.Read(request),
                TemplateVariables = request.Find(TemplateVariables),
            },
            Stream = CommonMembers.ReadStream(request),
            Sampling = SamplingMembers.Read(request),
            MaxAnswer = (int?)(request.Given(MaxCompletionTokens) ?? request.Given(MaxTokens)),
            Top = logProbs ? (int)request.Or(TopLogProbs, 0) : null,
        };
    }
}
