using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>
/// A tokenizer and a template: the one way that training, generation and serving turn messages into tokens. Immutable, and safe to use
/// from many threads at once.
/// </summary>
public sealed class ChatFormat
{
    private readonly ChatEncoder encoder;
    private readonly TemplateTokens tokens;

    /// <summary>Puts a template and a tokenizer together.</summary>
    /// <exception cref="ChatTemplateException">
    /// the tokenizer lacks special tokens that the template needs: which, and where to add them
    /// </exception>
    public ChatFormat(Tokenizer tokenizer, ChatTemplate template)
        : this(tokenizer, template, toolTemplate: null, []) { }

    /// <summary>Puts templates and a tokenizer together, as a model's files have them.</summary>
    /// <param name="tokenizer">the tokenizer</param>
    /// <param name="template">the template</param>
    /// <param name="toolTemplate">the one of conversations with tools, or null</param>
    /// <param name="endTokens">tokens that end what the assistant says, beside those that are known from the template and the tokenizer</param>
    /// <exception cref="ChatTemplateException">
    /// the tokenizer lacks special tokens that the template needs: which, and where to add them
    /// </exception>
    public ChatFormat(Tokenizer tokenizer, ChatTemplate template, ChatTemplate? toolTemplate, IEnumerable<int> endTokens)
    {
        SpecialTokenCheck.Check(tokenizer, template);
        (Tokenizer, Template, ToolTemplate, this.tokens, encoder) = (tokenizer, template, toolTemplate, tokenizer.Names, new ChatEncoder(tokenizer));
        EndTokens = new HashSet<int>(
        [
            .. EndOfTurn(template), .. EndOfTurn(toolTemplate ?? template),
            .. tokenizer.EndOfText is { } end ? [end] : Array.Empty<int>(), .. endTokens,
        ]);
        KeptSpecial = tokenizer.AddedTokens
            .Where(added => added.Special && ToolCallSyntax.Marks.Contains(added.Content)).Select(added => added.Id).ToHashSet();
    }

    /// <summary>The tokenizer.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>The template.</summary>
    public ChatTemplate Template { get; }

    /// <summary>The template of conversations with tools, where a model has one of its own for these; else null.</summary>
    public ChatTemplate? ToolTemplate { get; }

    /// <summary>The tokens that end what the assistant says: end of turn, end of text, and those that the model's folder names.</summary>
    public IReadOnlySet<int> EndTokens { get; }

    /// <summary>The special tokens that are part of an answer's text: those that calls of tools begin and end with.</summary>
    public IReadOnlySet<int> KeptSpecial { get; }

    /// <summary>
    /// Reads a model's folder: <c>tokenizer.json</c>, <c>tokenizer_config.json</c>, <c>generation_config.json</c>, and the template, which
    /// is in <c>chat_template.jinja</c>, or in <c>chat_template</c> of <c>tokenizer_config.json</c>, alone or as a list of named ones; null
    /// where it has none.
    /// </summary>
    /// <exception cref="IOException">a file cannot be read</exception>
    /// <exception cref="TokenizerFormatException">the tokenizer's files are damaged, or of a kind that is not read</exception>
    /// <exception cref="ChatTemplateException">
    /// the template is not well-formed, or needs special tokens that the tokenizer lacks
    /// </exception>
    public static ChatFormat? Load(string folder) => ChatFiles.Load(folder);

    /// <summary>
    /// Writes <c>tokenizer.json</c>, <c>tokenizer_config.json</c>, <c>chat_template.jinja</c> and the end tokens in
    /// <c>generation_config.json</c>, as transformers reads them; other keys of files that are there stay.
    /// </summary>
    /// <exception cref="IOException">a file cannot be written; one that was there before is whole</exception>
    /// <exception cref="TokenizerFormatException">a file that is there is damaged</exception>
    public void Save(string folder) => ChatFiles.Save(this, folder);

    /// <summary>The tokens of a whole conversation.</summary>
    /// <exception cref="ChatTemplateException">
    /// the template refuses the conversation, or what the assistant says in it cannot be told
    /// </exception>
    public EncodedChat Encode(IReadOnlyList<ChatMessage> messages, IReadOnlyList<ChatTool>? tools = null) =>
        encoder.Encode(Render(messages, tools, addGenerationPrompt: false));

    /// <summary>The tokens that the assistant's next turn follows: the conversation and the generation prompt.</summary>
    /// <param name="messages">what was said, in order</param>
    /// <param name="tools">what the assistant may call</param>
    /// <param name="variables">what else the template asks for, such as <c>enable_thinking</c></param>
    /// <exception cref="ChatTemplateException">
    /// the template refuses the conversation, or what the assistant says in it cannot be told
    /// </exception>
    public int[] EncodePrompt(
        IReadOnlyList<ChatMessage> messages,
        IReadOnlyList<ChatTool>? tools = null,
        IReadOnlyDictionary<string, JsonElement>? variables = null) =>
        encoder.Encode(Render(messages, tools, addGenerationPrompt: true, variables)).Tokens;

    /// <summary>The template of a conversation with tools, or of one without.</summary>
    public ChatTemplate TemplateFor(bool tools) => tools && ToolTemplate is { } template ? template : Template;

    /// <summary>
    /// The text of an answer up to its end token; special tokens stay only where the template's calls of tools begin with one.
    /// </summary>
    /// <param name="answer">token ids that a model wrote after <see cref="EncodePrompt"/></param>
    /// <exception cref="ArgumentOutOfRangeException">an id is not in the vocabulary</exception>
    public string Decode(ReadOnlySpan<int> answer)
    {
        var end = answer.IndexOfAny([.. EndTokens]);
        return Tokenizer.Decode(KeptOf(end < 0 ? answer : answer[..end]));
    }

    /// <summary>An answer as a message: its text, and the calls of tools in it.</summary>
    /// <param name="answer">token ids that a model wrote after <see cref="EncodePrompt"/></param>
    /// <exception cref="ArgumentOutOfRangeException">an id is not in the vocabulary</exception>
    public ChatMessage Parse(ReadOnlySpan<int> answer) => (ToolTemplate ?? Template).ParseAnswer(Decode(answer));

    private RenderedChat Render(
        IReadOnlyList<ChatMessage> messages,
        IReadOnlyList<ChatTool>? tools,
        bool addGenerationPrompt,
        IReadOnlyDictionary<string, JsonElement>? variables = null) =>
        TemplateFor(tools is { Count: > 0 }).Render(messages, tools, addGenerationPrompt, tokens, variables);

    private int[] KeptOf(ReadOnlySpan<int> answer)
    {
        var kept = new List<int>(answer.Length);
        foreach (var id in answer)
            if (!Tokenizer.IsSpecial(id) || KeptSpecial.Contains(id)) kept.Add(id);
        return [.. kept];
    }

    /// <summary>The token of a template's end of turn, where it is one.</summary>
    private IEnumerable<int> EndOfTurn(ChatTemplate template) =>
        template.EndOfTurn is { } text
            && Tokenizer.AddedTokens.FirstOrDefault(added => added.Content == text) is { } token
            ? [token.Id]
            : [];
}
