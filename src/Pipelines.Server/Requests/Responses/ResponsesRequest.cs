using Pipelines.Serving;
using Pipelines.Tokenizers;

namespace Pipelines.Server;

/// <summary>What <c>/v1/responses</c> is asked. Nothing is kept between requests: each brings its whole conversation.</summary>
internal sealed record ResponsesRequest
{
    private static readonly Member<IReadOnlyList<ChatMessage>> Input = Member.Required("input", InputItems.Kind, "The conversation so far");

    private static readonly Member<string> InstructionsText = Member.Optional(
        "instructions", CommonMembers.Text, "What the system says before it");

    private static readonly Member<long> MaxOutputTokens = Member.Optional(
        "max_output_tokens", new IntegerKind(1, int.MaxValue), "Most tokens of the answer; the end of the context where it is not said");

    private static readonly Member<StructureMembers.Format> Text = Member.Optional(
        "text",
        new ObjectKind<StructureMembers.Format>(
            "the form of a text", [StructureMembers.FlatFormat, Member.Ignored("verbosity", "The model decides")],
            text => text.Find(StructureMembers.FlatFormat) ?? new StructureMembers.Format(null)),
        "The form of the answer");

    private static readonly Member Truncation = Member.Checked(
        "truncation", new WordKind<bool>(("disabled", true)), "A conversation that is longer than the context is refused");

    /// <summary>How it is read.</summary>
    public static Kind<ResponsesRequest> Kind { get; } = new ObjectKind<ResponsesRequest>(
        "a request for a response",
        [
            CommonMembers.Model, Input, InstructionsText, CommonMembers.Stream, CommonMembers.StreamOptions, MaxOutputTokens, Truncation,
            .. SamplingMembers.OfOneAnswer, ToolMembers.FlatTools, ToolMembers.FlatChoice, ToolMembers.Parallel, Text,
            .. CommonMembers.AboutClient,
            Member.Ignored("reasoning", "The model decides"),
            Member.Ignored("include", "There is nothing beside the answer to include"),
            Member.Refused("background", "an answer comes on the connection that asks for it"),
            Member.Refused("previous_response_id", "nothing is kept: send the whole conversation in 'input'"),
            Member.Refused("conversation", "nothing is kept: send the whole conversation in 'input'"),
            Member.Refused("prompt", "there are no stored prompts"),
            Member.Refused("max_tool_calls", "the server runs no tools by itself"),
            Member.Refused("top_logprobs", "log-probabilities are told by /v1/chat/completions"),
        ],
        Read);

    public required string Model { get; init; }

    public required string? Instructions { get; init; }

    public required ChatRequest Chat { get; init; }

    public required bool IsStreamed { get; init; }

    public required SamplingWish Sampling { get; init; }

    /// <summary>Most tokens of the answer; null for the end of the context.</summary>
    public required int? MaxAnswer { get; init; }

    private static ResponsesRequest Read(RequestObject request)
    {
        var instructions = request.Find(InstructionsText);
        ChatMessage[] system = instructions is null ? [] : [new ChatMessage(ChatMessage.System, instructions)];
        return new ResponsesRequest
        {
            Model = request.Required(CommonMembers.Model),
            Instructions = instructions,
            Chat = new ChatRequest
            {
                Messages = [.. system, .. request.Required(Input)],
                Tools = request.Or(ToolMembers.FlatTools, []),
                ToolChoice = request.Or(ToolMembers.FlatChoice, ToolChoice.Auto),
                ParallelToolCalls = request.Or(ToolMembers.Parallel, true),
                Answer = request.Find(Text)?.Grammar,
            },
            IsStreamed = CommonMembers.ReadStream(request).IsStreamed,
            Sampling = SamplingMembers.Read(request),
            MaxAnswer = (int?)request.Given(MaxOutputTokens),
        };
    }
}
