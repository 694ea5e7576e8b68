using System.Text.Json;

namespace Pipelines.Server;

/// <summary>A text, a list of texts, a list of tokens, or a list of lists of tokens.</summary>
/// <param name="most">most texts</param>
internal sealed class PromptsKind(int most) : Kind<IReadOnlyList<GivenPrompt>>
{
    private static readonly Kind<GivenPrompt> Text = new MadeKind<string, GivenPrompt>(
        CommonMembers.Text, (text, place) => new GivenPrompt(place.ToString(), text, null));

    private static readonly Kind<GivenPrompt> Tokens = new MadeKind<IReadOnlyList<long>, GivenPrompt>(
        new ListKind<long>(new IntegerKind(0, int.MaxValue), "token ids", least: 1),
        (tokens, place) => new GivenPrompt(place.ToString(), null, [.. tokens.Select(id => (int)id)]));

    private readonly EitherKind<IReadOnlyList<GivenPrompt>> kind = new(
        "a text, a list of texts, a list of token ids, or a list of lists of token ids",
        (json => json.ValueKind == JsonValueKind.String, One.Of(Text)),
        (json => FirstIs(json, JsonValueKind.String), new ListKind<GivenPrompt>(Text, "texts", most: most)),
        (json => FirstIs(json, JsonValueKind.Number), One.Of(Tokens)),
        (json => FirstIs(json, JsonValueKind.Array), new ListKind<GivenPrompt>(Tokens, "lists of token ids", most: most)));

    public override string Expected => kind.Expected;

    public override IReadOnlyList<GivenPrompt> Read(JsonElement json, Place place) => kind.Read(json, place);

    public override void WriteSchema(Utf8JsonWriter json) => kind.WriteSchema(json);

    private static bool FirstIs(JsonElement json, JsonValueKind kind) =>
        json.ValueKind == JsonValueKind.Array && json.GetArrayLength() > 0 && json[0].ValueKind == kind;
}
