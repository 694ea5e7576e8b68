using System.Text.Json;
using Pipelines.Serving;
using Pipelines.Tokenizers;

namespace Pipelines.Server;

/// <summary>Members that say which tools there are, whether they are called, and which calls there were.</summary>
internal static class ToolMembers
{
    private const string NoArguments = """{"type":"object","properties":{}}""";

    private static readonly Member IsFunction = Member.Checked(
        "type", new WordKind<bool>(("function", true)), "The only kind of tool");

    private static readonly Member<string> Name = Member.Required("name", new TextKind(empty: false), "The tool's name");

    private static readonly Member<string> Description = Member.Optional(
        "description", CommonMembers.Text, "What it does, for the model to read");

    private static readonly Member<string> Parameters = Member.Optional("parameters", JsonTextKind.Object, "Its arguments, as JSON Schema");

    private static readonly Member<bool> Strict = Member.Optional(
        "strict", CommonMembers.Flag, "Whether its arguments are held to the schema");

    private static readonly Member<ChatTool> Function = Member.Required(
        "function", new ObjectKind<ChatTool>("a function", [Name, Description, Parameters, Strict], ReadTool), "The tool");

    /// <summary>The arguments of a call.</summary>
    public static readonly Kind<string> ArgumentsKind = new MadeKind<string, string>(CommonMembers.Text, CheckedArguments);

    private static readonly Member<string> Arguments = Member.Required(
        "arguments", ArgumentsKind, "Its arguments, as the text of a JSON object");

    private static readonly Member<(string Name, string Arguments)> Called = Member.Required(
        "function",
        new ObjectKind<(string, string)>("a called function", [Name, Arguments], call => (call.Required(Name), call.Required(Arguments))),
        "What is called");

    private static readonly Member<string> Id = Member.Optional("id", CommonMembers.Text, "What the tool's message refers to");

    private static readonly Member<string> Chosen = Member.Required(
        "function", new ObjectKind<string>("a chosen function", [Name], function => function.Required(Name)), "The tool that is called");

    /// <summary>A call, as an assistant's message has it.</summary>
    public static Kind<ChatToolCall> CallKind { get; } = new ObjectKind<ChatToolCall>(
        "a call", [Id, IsFunction, Called, Member.Ignored("index", "Pieces of a streamed answer have it")], call =>
        {
            var (name, arguments) = call.Required(Called);
            return new ChatToolCall(call.Or(Id, ""), name, arguments);
        });

    /// <summary>The tools that there are.</summary>
    public static readonly Member<IReadOnlyList<ChatTool>> Tools = Member.Optional(
        "tools",
        new ListKind<ChatTool>(
            new ObjectKind<ChatTool>("a tool", [IsFunction, Function], tool => tool.Required(Function)), "tools", most: 128),
        "The tools that may be called");

    /// <summary>The same, where a tool's members stand beside its type.</summary>
    public static readonly Member<IReadOnlyList<ChatTool>> FlatTools = Member.Optional(
        "tools",
        new ListKind<ChatTool>(
            new ObjectKind<ChatTool>("a tool", [IsFunction, Name, Description, Parameters, Strict], ReadTool), "tools", most: 128),
        "The tools that may be called");

    /// <summary>Whether they are called.</summary>
    public static readonly Member<ToolChoice> Choice = Member.Optional("tool_choice", ChoiceKind(
        new ObjectKind<ToolChoice>("a choice of tools", [IsFunction, Chosen], choice => ToolChoice.Named(choice.Required(Chosen)))),
        "Whether tools are called, and which");

    /// <summary>The same, where the tool's name stands beside its type.</summary>
    public static readonly Member<ToolChoice> FlatChoice = Member.Optional("tool_choice", ChoiceKind(
        new ObjectKind<ToolChoice>("a choice of tools", [IsFunction, Name], choice => ToolChoice.Named(choice.Required(Name)))),
        "Whether tools are called, and which");

    /// <summary>Whether one answer may call several times.</summary>
    public static readonly Member<bool> Parallel = Member.Optional(
        "parallel_tool_calls", CommonMembers.Flag, "Whether one answer may call several times");

    private static ChatTool ReadTool(RequestObject tool) =>
        new(tool.Required(Name), tool.Find(Description), tool.Find(Parameters) ?? NoArguments) { Strict = tool.Or(Strict, false) };

    private static EitherKind<ToolChoice> ChoiceKind(Kind<ToolChoice> named) => new(
        "'none', 'auto', 'required' or an object that names a function",
        (json => json.ValueKind == JsonValueKind.String, new WordKind<ToolChoice>(
            ("none", ToolChoice.None), ("auto", ToolChoice.Auto), ("required", ToolChoice.Required))),
        (json => json.ValueKind == JsonValueKind.Object, named));

    private static string CheckedArguments(string text, Place place)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind == JsonValueKind.Object) return text;
        }
        catch (JsonException)
        {
            // Said below.
        }

        throw place.Fault("must be the text of a JSON object, by the names of the arguments");
    }
}
