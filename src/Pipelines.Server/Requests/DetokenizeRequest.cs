namespace Pipelines.Server;

/// <summary>What <c>/detokenize</c> is asked.</summary>
/// <param name="Model">the model; null for the only one</param>
/// <param name="Tokens">token ids</param>
internal sealed record DetokenizeRequest(string? Model, IReadOnlyList<long> Tokens)
{
    private static readonly Member<string> ModelName = Member.Optional(
        "model", CommonMembers.Text, "The model; the only one where it is not said");

    private static readonly Member<IReadOnlyList<long>> TokenIds = Member.Required(
        "tokens", new ListKind<long>(new IntegerKind(0, int.MaxValue), "token ids"), "The tokens");

    /// <summary>How it is read.</summary>
    public static Kind<DetokenizeRequest> Kind { get; } = new ObjectKind<DetokenizeRequest>(
        "a request to detokenize", [ModelName, TokenIds],
        request => new DetokenizeRequest(request.Find(ModelName), request.Required(TokenIds)));
}
