namespace Pipelines.Server;

/// <summary>What <c>/v1/embeddings</c> is asked.</summary>
internal sealed record EmbeddingsRequest
{
    private const int MostTexts = 2048;

    private static readonly Member<IReadOnlyList<GivenPrompt>> Input = Member.Required("input", new PromptsKind(MostTexts), "The texts");

    private static readonly Member<bool> EncodingFormat = Member.Optional(
        "encoding_format", new WordKind<bool>(("float", false), ("base64", true)),
        "Whether a vector is a list of numbers, or base64 of its little-endian float32 bytes");

    private static readonly Member<long> Dimensions = Member.Optional(
        "dimensions", new IntegerKind(1, int.MaxValue), "How many numbers of each vector, the first ones; all where it is not said");

    /// <summary>How it is read.</summary>
    public static Kind<EmbeddingsRequest> Kind { get; } = new ObjectKind<EmbeddingsRequest>(
        "an embeddings request", [CommonMembers.Model, Input, EncodingFormat, Dimensions, .. CommonMembers.AboutClient],
        request => new EmbeddingsRequest
        {
            Model = request.Required(CommonMembers.Model),
            Texts = request.Required(Input),
            IsBase64 = request.Or(EncodingFormat, false),
            Cut = (int?)request.Given(Dimensions),
        });

    public required string Model { get; init; }

    public required IReadOnlyList<GivenPrompt> Texts { get; init; }

    public required bool IsBase64 { get; init; }

    /// <summary>How many numbers of each vector; null for all.</summary>
    public required int? Cut { get; init; }
}
