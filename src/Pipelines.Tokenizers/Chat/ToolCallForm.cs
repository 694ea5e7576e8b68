using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>How a template's calls of tools are written, and read back from what an assistant says.</summary>
internal abstract class ToolCallForm
{
    /// <summary>How the calls are written.</summary>
    public abstract ToolCallSyntax Syntax { get; }

    /// <summary>The form that a template's source speaks of; <c>&lt;tool_call&gt;</c> around JSON where it speaks of none.</summary>
    public static ToolCallForm Of(string source) =>
        source.Contains(ToolCallSyntax.Listed.Open, StringComparison.Ordinal) ? new Listed()
        : !source.Contains(ToolCallSyntax.Tagged.Open, StringComparison.Ordinal) && source.Contains("ipython", StringComparison.Ordinal) ? new Bare()
        : new Tagged();

    /// <summary>The calls in a text, and the text without them; all is text where there is no well-formed call.</summary>
    public abstract ChatMessage Parse(string text);

    /// <summary>A message of the assistant's.</summary>
    private static ChatMessage Message(string text, IReadOnlyList<ChatToolCall> calls) =>
        new(ChatMessage.Assistant, text) { ToolCalls = calls };

    /// <summary>The call that a piece of JSON is, or null.</summary>
    private static ChatToolCall? Call(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("name", out var name)
            || name.ValueKind != JsonValueKind.String)
            return null;
        if (!json.TryGetProperty("arguments", out var arguments) && !json.TryGetProperty("parameters", out arguments)) return null;
        var id = json.TryGetProperty("id", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString()! : "";
        var text = arguments.ValueKind == JsonValueKind.String ? arguments.GetString()! : arguments.GetRawText();
        return new ChatToolCall(id, name.GetString()!, text);
    }

    /// <summary>The calls that a text of JSON is: an object, or a list of them; none if it is anything else.</summary>
    private static List<ChatToolCall> Calls(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var calls = json.RootElement.ValueKind == JsonValueKind.Array
                ? json.RootElement.EnumerateArray().Select(Call).ToList()
                : [Call(json.RootElement)];
            return calls.Contains(null) ? [] : [.. calls.OfType<ChatToolCall>()];
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    /// <summary><c>&lt;tool_call&gt;{…}&lt;/tool_call&gt;</c>, any number of times.</summary>
    private sealed class Tagged : ToolCallForm
    {
        public override ToolCallSyntax Syntax => ToolCallSyntax.Tagged;

        public override ChatMessage Parse(string text)
        {
            var (rest, calls, done) = ("", new List<ChatToolCall>(), 0);
            while (text.IndexOf(Syntax.Open, done, StringComparison.Ordinal) is var open and >= 0)
            {
                var inside = open + Syntax.Open.Length;
                var close = text.IndexOf(Syntax.Close, inside, StringComparison.Ordinal);
                if (close < 0 || Calls(text[inside..close]) is not { Count: > 0 } found) break;
                rest += calls.Count == 0 ? WithoutLineBreak(text[done..open]) : text[done..open].Trim();
                calls.AddRange(found);
                done = close + Syntax.Close.Length;
            }

            return Message(calls.Count == 0 ? text : rest + text[done..].TrimEnd(), calls);
        }
    }

    /// <summary><c>[TOOL_CALLS][{…}, …]</c> at the end.</summary>
    private sealed class Listed : ToolCallForm
    {
        public override ToolCallSyntax Syntax => ToolCallSyntax.Listed;

        public override ChatMessage Parse(string text)
        {
            var open = text.IndexOf(Syntax.Open, StringComparison.Ordinal);
            var calls = open < 0 ? [] : Calls(text[(open + Syntax.Open.Length)..]);
            return calls.Count == 0 ? Message(text, []) : Message(text[..open], calls);
        }
    }

    /// <summary>Objects with a name and parameters, one on a line, at the end.</summary>
    private sealed class Bare : ToolCallForm
    {
        public override ToolCallSyntax Syntax => ToolCallSyntax.Bare;

        public override ChatMessage Parse(string text)
        {
            var lines = text.TrimEnd().Split('\n');
            var calls = new List<ChatToolCall>();
            var first = lines.Length;
            while (first > 0 && Calls(lines[first - 1]) is { Count: > 0 } found)
            {
                calls.InsertRange(0, found);
                first--;
            }

            return calls.Count == 0 ? Message(text, []) : Message(string.Join('\n', lines[..first]), calls);
        }
    }

    private static string WithoutLineBreak(string text) => text.EndsWith('\n') ? text[..^1] : text;
}
