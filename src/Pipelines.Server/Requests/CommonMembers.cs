namespace Pipelines.Server;

/// <summary>Members that several requests have.</summary>
internal static class CommonMembers
{
    public static readonly TextKind Text = new();

    public static readonly FlagKind Flag = new();

    public static readonly Member<string> Model = Member.Required(
        "model", new TextKind(empty: false), "The model, by its name in /v1/models");

    public static readonly Member<bool> Stream = Member.Optional(
        "stream", Flag, "Whether the answer comes in pieces as it is written, as server-sent events");

    private static readonly Member<bool> IncludeUsage = Member.Optional(
        "include_usage", Flag, "Whether a last piece tells how many tokens were read and written");

    private static readonly Kind<bool> StreamOptionsKind = new ObjectKind<bool>(
        "stream options",
        [IncludeUsage, Member.Ignored("include_obfuscation", "No piece is padded")],
        options => options.Or(IncludeUsage, false));

    public static readonly Member<bool> StreamOptions = Member.Optional("stream_options", StreamOptionsKind, "What else the pieces tell");

    /// <summary>Members that say something about the client, and change nothing about the answer.</summary>
    public static IReadOnlyList<Member> AboutClient { get; } =
    [
        Member.Ignored("user", "Whom the client asks for; not kept"),
        Member.Ignored("safety_identifier", "Whom the client asks for; not kept"),
        Member.Ignored("metadata", "Not kept"),
        Member.Ignored("store", "Nothing is kept"),
        Member.Ignored("service_tier", "There is one"),
        Member.Ignored("prompt_cache_key", "Prompts that begin alike share what was read of them without it"),
        Member.Ignored("prompt_cache_retention", "As long as there is room"),
        Member.Ignored("cache_prompt", "Always"),
    ];

    /// <summary>Whether the answer is streamed, and whether its usage is told then.</summary>
    public static StreamWish ReadStream(RequestObject request)
    {
        var stream = request.Or(Stream, false);
        if (!stream && request.Has(StreamOptions)) throw request.At(StreamOptions).Fault("has a meaning only with 'stream': true");
        return new StreamWish(stream, request.Or(StreamOptions, false));
    }
}
