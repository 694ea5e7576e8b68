using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pipelines.Tokenizers.Tests;

/// <summary>Conversations to test with, and the form in which Python's templates are given them.</summary>
internal static class Conversations
{
    public static readonly TemplateTokens Tokens = new(Bos: "<|begin|>", Eos: "<|endoftext|>");

    public static readonly ChatTool Weather = new(
        "weather", "Tells the weather of a \"place\".", """{"type": "object", "properties": {"place": {"type": "string"}}, "required": ["place"]}""");

    /// <summary>A conversation with a system turn, several answers, and what templates are easily wrong about in it.</summary>
    public static readonly ChatMessage[] Plain =
    [
        new("system", "Be brief."), new("user", "Hi 😀"), new("assistant", "Hello.\n\nHow are you?"), new("user", " what's 1 < 2? "),
        new("assistant", "True"),
    ];

    /// <summary>A conversation in which tools are called.</summary>
    public static readonly ChatMessage[] WithTools =
    [
        new("user", "Weather in Zürich and Oslo?"),
        new("assistant", "")
        {
            ToolCalls = [new("call00001", "weather", """{"place": "Zürich"}"""), new("call00002", "weather", """{"place": "Oslo", "days": 2}""")],
        },
        new("tool", "sunny, 21°") { ToolCallId = "call00001", Name = "weather" },
        new("tool", "rain") { ToolCallId = "call00002", Name = "weather" },
        new("assistant", "Sunny in Zürich, rain in Oslo."),
    ];

    /// <summary>A conversation that nobody would write: roles in turn, texts of pieces that look like structure.</summary>
    public static ChatMessage[] Random(Random random, bool system = true)
    {
        string[] pieces = ["a", "Hello", " ", "\n", "\n\n", "<|im_end|>", "<|eot_id|>", "[/INST]", "</s>", "{{ x }}", "{% if %}", "é😀", "'", "\"", "\\n", "### Response:\n", "<tool_call>"];
        var messages = new List<ChatMessage>();
        if (system && random.Next(2) == 0) messages.Add(new("system", Text()));
        for (var turn = random.Next(1, 4); turn > 0; turn--)
        {
            messages.Add(new("user", Text()));
            messages.Add(new("assistant", Text()));
        }

        return [.. messages];

        string Text() => string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => pieces[random.Next(pieces.Length)]));
    }

    /// <summary>The variables of a template in JSON, as transformers passes them.</summary>
    public static string Json(
        IReadOnlyList<ChatMessage> messages, IReadOnlyList<ChatTool>? tools = null, bool prompt = false, TemplateTokens? tokens = null) => new JsonObject
        {
            ["messages"] = new JsonArray([.. messages.Select(Json)]),
            ["tools"] = tools is null ? null : new JsonArray([.. tools.Select(Json)]),
            ["add_generation_prompt"] = prompt,
            ["bos_token"] = (tokens ?? Tokens).Bos,
            ["eos_token"] = (tokens ?? Tokens).Eos,
        }.ToJsonString();

    private static JsonObject Json(ChatMessage message)
    {
        var json = new JsonObject { ["role"] = message.Role, ["content"] = message.Content };
        if (message.ToolCalls.Count > 0)
            json["tool_calls"] = new JsonArray([.. message.ToolCalls.Select(call => new JsonObject
            {
                ["id"] = call.Id,
                ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = JsonNode.Parse(call.Arguments) },
            })]);
        if (message.ToolCallId is { } id) json["tool_call_id"] = id;
        if (message.Name is { } name) json["name"] = name;
        return json;
    }

    private static JsonObject Json(ChatTool tool) => new()
    {
        ["type"] = "function",
        ["function"] = new JsonObject
        {
            ["name"] = tool.Name,
            ["description"] = tool.Description,
            ["parameters"] = JsonNode.Parse(tool.Parameters),
        },
    };
}
