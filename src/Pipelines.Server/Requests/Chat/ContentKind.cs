using System.Text.Json;

namespace Pipelines.Server;

/// <summary>What a message says: a text, or a list of parts that are texts; parts stand on lines of their own.</summary>
internal sealed class ContentKind : Kind<string>
{
    private static readonly Member<string> Text = Member.Optional("text", CommonMembers.Text, "The part's text");

    private static readonly Member<string> Refusal = Member.Optional("refusal", CommonMembers.Text, "Why the assistant did not answer");

    private static readonly Member<Member<string>> Type = Member.Required(
        "type",
        new WordKind<Member<string>>(("text", Text), ("input_text", Text), ("output_text", Text), ("refusal", Refusal)),
        "What the part is");

    private static readonly ListKind<string> Parts = new(
        new ObjectKind<string>(
            "a part of a message",
            [
                Type, Text, Refusal,
                Member.Refused("image_url", "the model reads text alone"),
                Member.Refused("input_audio", "the model reads text alone"),
                Member.Refused("file", "the model reads text alone"),
                Member.Ignored("annotations", "Not read"),
                Member.Ignored("logprobs", "Not read"),
                Member.Ignored("prompt_cache_breakpoint", "Not read"),
            ],
            part => part.Required(part.Required(Type))),
        "parts", least: 1);

    public override string Expected => "a text or a list of parts";

    public override string Read(JsonElement json, Place place) => json.ValueKind switch
    {
        JsonValueKind.String => CommonMembers.Text.Read(json, place),
        JsonValueKind.Array => string.Join('\n', Parts.Read(json, place)),
        _ => throw Fault(json, place),
    };

    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteStartArray("anyOf");
        json.WriteStartObject();
        CommonMembers.Text.WriteSchema(json);
        json.WriteEndObject();
        json.WriteStartObject();
        Parts.WriteSchema(json);
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
