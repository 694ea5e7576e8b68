namespace Pipelines.Tokenizers;

/// <summary>
/// A tokenizer and a template: the one way that training, generation and serving turn messages into tokens. Immutable, and safe to use
/// from many threads at once.
/// </summary>
public sealed class ChatFormat
{
    /// <summary>Puts a template and a tokenizer together.</summary>
    /// <exception cref="ChatTemplateException">the tokenizer lacks special tokens that the template needs: which, and where to add them</exception>
    public ChatFormat(Tokenizer tokenizer, ChatTemplate template) => (Tokenizer, Template) = (tokenizer, template);

    /// <summary>The tokenizer.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>The template.</summary>
    public ChatTemplate Template { get; }

    /// <summary>The tokens that end what the assistant says: end of turn and end of text.</summary>
    public IReadOnlySet<int> EndTokens { get; } = new HashSet<int>();

    /// <summary>
    /// Reads a model's folder: <c>tokenizer.json</c>, <c>tokenizer_config.json</c>, <c>chat_template.jinja</c>; null where it has no template.
    /// </summary>
    /// <exception cref="IOException">a file cannot be read</exception>
    /// <exception cref="TokenizerFormatException">the tokenizer's files are damaged, or of a kind that is not read</exception>
    /// <exception cref="ChatTemplateException">the template is not well-formed, or needs special tokens that the tokenizer lacks</exception>
    public static ChatFormat? Load(string folder) => throw new NotSupportedException(folder);

    /// <summary>Writes the tokenizer's files and the template, as transformers does; other keys of files that are there stay.</summary>
    /// <exception cref="IOException">a file cannot be written; one that was there before is whole</exception>
    public void Save(string folder) => throw new NotSupportedException(folder);

    /// <summary>The tokens of a whole conversation.</summary>
    /// <exception cref="ChatTemplateException">the template refuses the conversation</exception>
    public EncodedChat Encode(IReadOnlyList<ChatMessage> messages, IReadOnlyList<ChatTool>? tools = null) =>
        throw new NotSupportedException(Template.Name);

    /// <summary>The tokens that the assistant's next turn follows: the conversation and the generation prompt.</summary>
    /// <exception cref="ChatTemplateException">the template refuses the conversation</exception>
    public int[] EncodePrompt(IReadOnlyList<ChatMessage> messages, IReadOnlyList<ChatTool>? tools = null) =>
        Encode(messages, tools).Tokens;

    /// <summary>The text of an answer, without end tokens.</summary>
    /// <param name="answer">token ids that a model wrote after <see cref="EncodePrompt"/></param>
    /// <exception cref="ArgumentOutOfRangeException">an id is not in the vocabulary</exception>
    public string Decode(ReadOnlySpan<int> answer) => Tokenizer.Decode(answer, skipSpecial: true);
}
