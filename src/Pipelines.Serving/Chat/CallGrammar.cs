using System.Text;
using System.Text.Json;
using Pipelines.Tokenizers;

namespace Pipelines.Serving;

/// <summary>
/// The answers that a request allows where they may call tools: calls as the model's template writes them, with arguments that fit their
/// schemas, and text where calls are not required.
/// </summary>
/// <param name="format">the model's format: which marks are special tokens</param>
/// <param name="syntax">how its template writes calls</param>
/// <param name="request">the request, with tools</param>
internal sealed class CallGrammar(ChatFormat format, ToolCallSyntax syntax, ChatRequest request)
{
    private readonly StringBuilder rules = new();
    private readonly Dictionary<string, Grammar> parts = [];

    /// <summary>The grammar; null where any answer will do.</summary>
    /// <exception cref="RequestException">the schema of a tool that is strict cannot be held</exception>
    public Grammar? Compile()
    {
        var isForced = request.ToolChoice == ToolChoice.Required || request.ToolChoice.Name is not null;
        var isFree = request.Answer is null && request.ParallelToolCalls && !request.Tools.Any(tool => tool.Strict);
        if (!isForced && isFree) return null;

        WriteCalls();
        if (isForced) Rule("root", "calls");
        else if (request.Answer is { } answer) Rule("root", $"{Part("answer", answer)} | calls");
        else new UncalledText(syntax, IsSpecial(syntax.Open)).Write(Rule);
        return Grammar.FromText(rules.ToString(), parts);
    }

    private void WriteCalls()
    {
        var isOne = !request.ParallelToolCalls || request.ToolChoice.Name is not null;
        Rule("calls", $"{Literal(syntax.Open)} called");
        var more = isOne ? "" : $"({Literal(syntax.Between)} call)*";
        Rule("called", $"{Literal(syntax.Before[syntax.Open.Length..])} call {more} {Literal(syntax.After)}");
        var called = Enumerable.Range(0, request.Tools.Count)
            .Where(i => request.ToolChoice.Name is not { } name || request.Tools[i].Name == name).ToList();
        Rule("call", string.Join(" | ", called.Select(i => $"call-{i}")));
        foreach (var i in called)
        {
            var begin = $"{{\"name\": \"{request.Tools[i].Name}\", \"{syntax.Arguments}\": ";
            var id = syntax == ToolCallSyntax.Listed ? """(", \"id\": \"" [a-zA-Z0-9_-]{1,64} "\"")?""" : "";
            Rule($"call-{i}", $"{Quoted(begin)} {Part($"arguments-{i}", Arguments(i))} {id} \"}}\"");
        }
    }

    private Grammar Arguments(int i)
    {
        var tool = request.Tools[i];
        try
        {
            return IsOfObject(tool.Parameters)
                ? Grammar.FromJsonSchema(tool.Parameters)
                : throw new GrammarException("arguments are members of an object: expected \"type\": \"object\"");
        }
        catch (GrammarException failure) when (tool.Strict)
        {
            throw new RequestException($"tools[{i}].function.parameters", failure.Message, failure);
        }
        catch (GrammarException)
        {
            return Grammar.AnyJsonObject; // what is not strict is a description for the model to read
        }
    }

    private static bool IsOfObject(string schema)
    {
        using var json = JsonDocument.Parse(schema);
        return json.RootElement.ValueKind == JsonValueKind.Object
            && json.RootElement.TryGetProperty("type", out var type)
            && type.ValueKind == JsonValueKind.String && type.GetString() == "object";
    }

    /// <summary>A text of the form, in which marks that the tokenizer has special tokens for are these tokens.</summary>
    private string Literal(string text)
    {
        foreach (var (mark, name) in new[] { (syntax.Open, "open"), (syntax.Close, "close") })
        {
            if (!IsSpecial(mark) || text.IndexOf(mark, StringComparison.Ordinal) is not (>= 0 and var at)) continue;
            var part = Part(name, Grammar.FromSpecialToken(mark));
            return $"{Literal(text[..at])} {part} {Literal(text[(at + mark.Length)..])}";
        }

        return Quoted(text);
    }

    private bool IsSpecial(string mark) =>
        mark.Length > 0 && format.Tokenizer.TokenId(mark) is { } token && format.KeptSpecial.Contains(token);

    private string Part(string name, Grammar grammar)
    {
        parts[name] = grammar;
        return name;
    }

    private void Rule(string name, string expression) => rules.Append(name).Append(" ::= ").Append(expression).Append('\n');

    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n")}\"";
}
