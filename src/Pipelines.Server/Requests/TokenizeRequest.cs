using Pipelines.Tokenizers;

namespace Pipelines.Server;

/// <summary>
/// What <c>/tokenize</c> is asked: as llama.cpp's server is (<c>content</c>), or vLLM (<c>prompt</c> or <c>messages</c>).
/// </summary>
internal sealed record TokenizeRequest
{
    private static readonly Member<string> Model = Member.Optional(
        "model", CommonMembers.Text, "The model; the only one where it is not said");

    private static readonly Member<string> Content = Member.Optional(
        "content", CommonMembers.Text, "The text; nothing is put around it unless add_special says so");

    private static readonly Member<string> Prompt = Member.Optional(
        "prompt", CommonMembers.Text, "The text; what the tokenizer puts around one is added unless add_special_tokens says not to");

    private static readonly Member<IReadOnlyList<ChatMessage>> Messages = Member.Optional(
        "messages", new ListKind<ChatMessage>(MessageMembers.Kind, "messages", least: 1), "A conversation, as the model would read it");

    private static readonly Member<bool> AddSpecial = Member.Optional(
        "add_special", CommonMembers.Flag, "Whether what the tokenizer puts around a text is added to content");

    private static readonly Member<bool> AddSpecialTokens = Member.Optional(
        "add_special_tokens", CommonMembers.Flag, "Whether what the tokenizer puts around a text is added to prompt");

    private static readonly Member<bool> ParseSpecial = Member.Optional(
        "parse_special", CommonMembers.Flag, "Whether names of special tokens in the text stand for these");

    private static readonly Member<bool> WithPieces = Member.Optional(
        "with_pieces", CommonMembers.Flag, "Whether each token comes with its text");

    private static readonly Member<bool> ReturnTokenStrings = Member.Optional(
        "return_token_strs", CommonMembers.Flag, "Whether the tokens' texts are listed beside them");

    /// <summary>How it is read.</summary>
    public static Kind<TokenizeRequest> Kind { get; } = new ObjectKind<TokenizeRequest>(
        "a request to tokenize",
        [Model, Content, Prompt, Messages, AddSpecial, AddSpecialTokens, ParseSpecial, WithPieces, ReturnTokenStrings],
        Read);

    public required string? ModelName { get; init; }

    /// <summary>The text; null where a conversation is given.</summary>
    public required string? Text { get; init; }

    /// <summary>The conversation; null where a text is given.</summary>
    public required IReadOnlyList<ChatMessage>? Conversation { get; init; }

    public required EncodeOptions Options { get; init; }

    public required bool Pieces { get; init; }

    public required bool Strings { get; init; }

    private static TokenizeRequest Read(RequestObject request)
    {
        var given = new Member[] { Content, Prompt, Messages }.Count(member => request.Has(member));
        if (given != 1) throw request.Place.Fault($"must have one of 'content', 'prompt' and 'messages', and has {given}");
        return new TokenizeRequest
        {
            ModelName = request.Find(Model),
            Text = request.Find(Content) ?? request.Find(Prompt),
            Conversation = request.Find(Messages),
            Options = new EncodeOptions
            {
                AddTemplate = request.Has(Content) ? request.Or(AddSpecial, false) : request.Or(AddSpecialTokens, true),
                SpecialTokensAsText = !request.Or(ParseSpecial, true),
            },
            Pieces = request.Or(WithPieces, false),
            Strings = request.Or(ReturnTokenStrings, false),
        };
    }
}
