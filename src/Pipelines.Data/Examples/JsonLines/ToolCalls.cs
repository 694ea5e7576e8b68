using System.Text.Json;
using Pipelines.Tokenizers;

namespace Pipelines.Data;

/// <summary>Reads tools and calls of them, as the chat completions API spells them: with what they are under <c>function</c>.</summary>
internal static class ToolCalls
{
    private const string AnyArguments = """{"type":"object"}""";

    /// <summary>The calls of a message; none where it has none.</summary>
    /// <exception cref="RowException">one has no name, or arguments that are no JSON object</exception>
    public static IReadOnlyList<ChatToolCall> Read(Row message) =>
    [
        .. Elements(message, "tool_calls").Select(call =>
        {
            var function = Function(call);
            return new ChatToolCall(call.OptionalText("id") ?? "", function.Words("name"), Arguments(function));
        }),
    ];

    /// <summary>The tools of a row; none where it has none.</summary>
    /// <exception cref="RowException">one has no name</exception>
    public static IReadOnlyList<ChatTool> ReadTools(Row row) =>
    [
        .. Elements(row, "tools").Select(Function).Select(tool => new ChatTool(
            tool.Words("name"), tool.OptionalText("description"), tool.Optional("parameters")?.GetRawText() ?? AnyArguments)),
    ];

    private static IEnumerable<Row> Elements(Row row, string member)
    {
        if (row.Optional(member) is not { } given) return [];
        var list = given.ValueKind == JsonValueKind.String ? Parsed(row.Named(member), given.GetString()!) : given;
        return list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select((element, i) => Row.Of(row.Place, element, $"{row.Named(member).Trim('\'')}[{i}]"))
            : throw new RowException($"{row.Named(member)} is {Row.KindOf(list)}; a list was expected");
    }

    private static Row Function(Row outer) =>
        outer.Optional("function") is { } function ? Row.Of(outer.Place, function, outer.Within + ".function") : outer;

    /// <summary>An object, or a text that holds one.</summary>
    private static string Arguments(Row function)
    {
        if (function.Optional("arguments") is not { } arguments) return "{}";
        var name = function.Named("arguments");
        var value = arguments.ValueKind == JsonValueKind.String ? Parsed(name, arguments.GetString()!) : arguments;
        return value.ValueKind == JsonValueKind.Object
            ? value.GetRawText()
            : throw new RowException($"{name} is {Row.KindOf(value)}; an object was expected");
    }

    private static JsonElement Parsed(string name, string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.Clone();
        }
        catch (JsonException failure)
        {
            throw new RowException($"{name} is a text that is no JSON: {failure.Message}");
        }
    }
}
