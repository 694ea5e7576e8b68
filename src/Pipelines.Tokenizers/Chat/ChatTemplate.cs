using System.Text.Json;
using Pipelines.Tokenizers.Jinja;

namespace Pipelines.Tokenizers;

/// <summary>
/// A chat template: how messages become the text that a model reads, and which of it the assistant says. Written in the subset of Jinja
/// that models ship (<c>chat_template</c> in <c>tokenizer_config.json</c>). Immutable, and safe to use from many threads at once.
/// </summary>
public sealed class ChatTemplate
{
    private readonly JinjaTemplate jinja;
    private readonly ToolCallForm toolCalls;

    private ChatTemplate(string source, string name, JinjaTemplate jinja)
    {
        (Source, Name, this.jinja) = (source, name, jinja);
        toolCalls = ToolCallForm.Of(source);
        SpecialTokens = BuiltInTemplates.SpecialTokens(source);
        EndOfTurn = EndOfTurnProbe.Ask(this);
    }

    /// <summary>The names of the templates that are built in.</summary>
    public static IReadOnlyList<string> BuiltIns => BuiltInTemplates.Names;

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>Its Jinja source.</summary>
    public string Source { get; }

    /// <summary>The special tokens that it needs a tokenizer to have; none are known of a template that is not built in.</summary>
    public IReadOnlyList<string> SpecialTokens { get; }

    /// <summary>What it ends the assistant's turn with; null where that is the tokenizer's end of text, or nothing.</summary>
    public string? EndOfTurn { get; }

    /// <summary>How its calls of tools are written.</summary>
    public ToolCallSyntax ToolCalls => toolCalls.Syntax;

    /// <summary>Whether it speaks of tools at all, be it to refuse them.</summary>
    public bool KnowsTools => Source.Contains("tools", StringComparison.Ordinal);

    /// <summary>Whether it is built in and ends turns with the tokenizer's end of text.</summary>
    internal bool NeedsEndOfText => EndOfTurn is null && BuiltInTemplates.IsSourceOfOne(Source);

    /// <summary>Reads a template.</summary>
    /// <param name="source">Jinja</param>
    /// <param name="name">what error messages call it</param>
    /// <exception cref="ChatTemplateException">it is not well-formed, or holds a construct that is not known: with the line</exception>
    public static ChatTemplate Parse(string source, string name = "chat_template")
    {
        try
        {
            return new ChatTemplate(source, name, JinjaTemplate.Parse(source));
        }
        catch (JinjaException failure)
        {
            throw Failed(name, failure);
        }
    }

    /// <summary>A template that is built in.</summary>
    /// <param name="word">one of <see cref="BuiltIns"/></param>
    /// <exception cref="ChatTemplateException">there is none of that name</exception>
    public static ChatTemplate BuiltIn(string word) => BuiltInTemplates.Find(word) ?? throw new ChatTemplateException(
        $"there is no chat template '{word}'{NearestWord.Hint(word, BuiltIns, "built in are")}");

    /// <summary>The conversation as the text that a model reads.</summary>
    /// <param name="messages">what was said, in order</param>
    /// <param name="tools">what the assistant may call</param>
    /// <param name="addGenerationPrompt">whether to end with what the assistant's next turn begins with</param>
    /// <param name="tokens">the spellings of the tokenizer's tokens</param>
    /// <param name="variables">what else the template asks for, such as <c>enable_thinking</c></param>
    /// <exception cref="ChatTemplateException">
    /// the template refuses the conversation, or fails: with the line; or it has no <c>generation</c> tags, and what the assistant says in
    /// a whole conversation cannot be told
    /// </exception>
    public RenderedChat Render(
        IReadOnlyList<ChatMessage> messages,
        IReadOnlyList<ChatTool>? tools = null,
        bool addGenerationPrompt = false,
        TemplateTokens? tokens = null,
        IReadOnlyDictionary<string, JsonElement>? variables = null)
    {
        var given = ConversationValues.Of(tools, tokens ?? new TemplateTokens(), variables);
        var (text, generated) = Write(given, messages, addGenerationPrompt);
        if (!jinja.HasGeneration) generated = Find();
        return new RenderedChat(text.Text, generated) { FromMessages = [.. text.FromMessages] };

        IReadOnlyList<Range> Find()
        {
            try
            {
                return new GeneratedTurns(
                    this, messages, text, EndOfTurn ?? tokens?.Eos, (first, prompt) => Write(given, first, prompt).Text.Text).Find();
            }
            catch (ChatTemplateException) when (addGenerationPrompt)
            {
                return []; // of a prompt nothing is learned
            }
        }
    }

    /// <summary>The text of a conversation, and what stands in <c>generation</c> tags.</summary>
    /// <exception cref="ChatTemplateException">the template refuses the conversation, or fails: with the line</exception>
    internal (TextValue Text, IReadOnlyList<Range> Generated) Write(
        IReadOnlyList<KeyValuePair<string, Value>> given, IReadOnlyList<ChatMessage> messages, bool addGenerationPrompt)
    {
        try
        {
            return jinja.Render([.. given, .. ConversationValues.Of(messages, addGenerationPrompt)], DateTime.Now);
        }
        catch (JinjaException failure)
        {
            throw Failed(Name, failure);
        }
    }

    /// <summary>The assistant's turn as a message: the calls of tools that its text holds, and the rest of it.</summary>
    /// <param name="text">what the assistant said, without its end of turn</param>
    public ChatMessage ParseAnswer(string text) => toolCalls.Parse(text);

    private static ChatTemplateException Failed(string name, JinjaException failure) =>
        new(failure.Line == 0 ? $"{name}: {failure.Message}" : $"{name}({failure.Line}): {failure.Message}", failure)
        {
            Reason = failure.Message,
        };
}
