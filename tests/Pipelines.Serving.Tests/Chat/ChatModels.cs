using Pipelines.Tokenizers;

namespace Pipelines.Serving.Tests;

/// <summary>Chat formats over one tokenizer, which has the special tokens of every built-in template.</summary>
internal static class ChatModels
{
    public static readonly ChatTool Weather = new(
        "weather", "Tells the weather of a place.",
        """{"type":"object","properties":{"place":{"type":"string"},"days":{"type":"integer"}},"required":["place"],"additionalProperties":false}""");

    public static readonly ChatTool Clock = new("clock", null, """{"type":"object","properties":{},"additionalProperties":false}""");

    /// <summary>Begins calls with plain text.</summary>
    public static ChatFormat ChatMl { get; } = Format("chatml");

    /// <summary>As <see cref="ChatMl"/>, with special tokens around calls.</summary>
    public static ChatFormat ChatMlSpecial { get; } = Format("chatml", "<tool_call>", "</tool_call>");

    public static ChatFormat Llama3 { get; } = Format("llama3");

    /// <summary>Begins calls with a special token.</summary>
    public static ChatFormat Mistral { get; } = Format("mistral");

    public static IReadOnlyDictionary<string, ChatFormat> All { get; } = new Dictionary<string, ChatFormat>
    {
        ["chatml"] = ChatMl,
        ["chatml-special"] = ChatMlSpecial,
        ["llama3"] = Llama3,
        ["mistral"] = Mistral,
    };

    /// <summary>An answer as the template writes it, without its end of turn.</summary>
    public static string Written(ChatFormat format, ChatMessage answer)
    {
        var rendered = format.Template.Render(
            [new ChatMessage(ChatMessage.User, "Hi"), answer], [Weather, Clock], tokens: new TemplateTokens(Eos: "<|endoftext|>"));
        var text = rendered.Text[rendered.Generated[^1]];
        var end = format.Template.EndOfTurn ?? "<|endoftext|>";
        text.ShouldEndWith(end);
        return text[..^end.Length];
    }

    private static ChatFormat Format(string template, params string[] special)
    {
        var built = ChatTemplate.BuiltIn(template);
        string[] documents =
        [
            """<tool_call>{"name": "weather", "arguments": {"place": "Oslo", "days": 3}}</tool_call>""",
            """[TOOL_CALLS][{"name": "clock", "parameters": {}}, {"id": "abcdefghi"}]""", "user assistant system Hello there, how are you?\n\n",
        ];
        var tokenizer = BpeTrainer.Train(documents, new BpeTrainerOptions
        {
            VocabSize = 340,
            SpecialTokens = ["<|endoftext|>", .. built.SpecialTokens, .. special],
        });
        return new ChatFormat(tokenizer, built);
    }
}
