using Pipelines.Spec;
using Pipelines.Tokenizers;

namespace Pipelines.Serving;

/// <summary>A conversation as a model reads it, and how its answer is written and read.</summary>
public sealed class ChatPrompt
{
    private readonly ToolCallSyntax syntax;
    private readonly IReadOnlySet<string> tools;

    private ChatPrompt(ChatFormat format, int[] tokens, Grammar? grammar, ToolCallSyntax syntax, IReadOnlySet<string> tools)
    {
        (Tokens, Grammar, this.syntax, this.tools) = (tokens, grammar, syntax, tools);
        EndTokens = format.EndTokens;
        if (tools.Count > 0) KeptSpecial = format.KeptSpecial;
    }

    /// <summary>What the answer follows.</summary>
    public ReadOnlyMemory<int> Tokens { get; }

    /// <summary>What the answer must match; anything when null.</summary>
    public Grammar? Grammar { get; }

    /// <summary>The tokens that end the answer.</summary>
    public IReadOnlySet<int> EndTokens { get; }

    /// <summary>Special tokens that are part of the answer's text.</summary>
    public IReadOnlySet<int> KeptSpecial { get; } = new HashSet<int>();

    /// <summary>Writes a conversation with the model's own template, as it was written in training.</summary>
    /// <param name="format">the model's</param>
    /// <param name="request">the conversation</param>
    /// <exception cref="RequestException">
    /// the template refuses it or has no form for tools, a tool is named wrongly or twice or not there at all, or a schema that must be
    /// held cannot be
    /// </exception>
    public static ChatPrompt Of(ChatFormat format, ChatRequest request)
    {
        if (request.Messages.Count == 0) throw new RequestException("messages", "there is no message to answer");
        OfferedTools.Check(request);
        var tools = request.ToolChoice == ToolChoice.None ? [] : request.Tools;
        var template = format.TemplateFor(tools.Count > 0);
        if (tools.Count > 0 && !template.KnowsTools)
            throw new RequestException("tools", "the model's chat template has no form for tools");
        try
        {
            var tokens = format.EncodePrompt([.. request.Messages.Select(AsKnown)], tools, request.TemplateVariables);
            var grammar = tools.Count == 0 ? request.Answer : new CallGrammar(format, template.ToolCalls, request).Compile();
            return new ChatPrompt(format, tokens, grammar, template.ToolCalls, tools.Select(tool => tool.Name).ToHashSet());
        }
        catch (ChatTemplateException failure)
        {
            throw new RequestException("messages", $"the model's chat template refuses the conversation: {failure.Reason}", failure);
        }
    }

    /// <summary>A new reader of one answer; each choice has its own.</summary>
    public AnswerParser NewParser() => new(syntax, tools);

    /// <summary>What an engine is asked for, once.</summary>
    /// <param name="sampling">how tokens are chosen, how many at most, and what ends them</param>
    public GenerationRequest ToRequest(SamplingSpec sampling) => new()
    {
        Prompt = Tokens,
        Sampling = sampling,
        EndTokens = EndTokens,
        Grammar = Grammar,
        KeptSpecial = KeptSpecial,

        // A grammar reads every space that tokens stand for: what it let through is the text as it is.
        Place = Grammar is null ? TextPlace.Start : TextPlace.Within,
    };

    /// <summary>Templates know no developer: what that role says is what the system says.</summary>
    private static ChatMessage AsKnown(ChatMessage message) =>
        message.Role == "developer" ? message with { Role = ChatMessage.System } : message;
}
