namespace Pipelines.Tokenizers;

/// <summary>
/// How a template writes calls of tools: what stands before, between and after them. Each call is an object of JSON with the members
/// <c>name</c> and <see cref="Arguments"/>.
/// </summary>
public sealed class ToolCallSyntax
{
    private ToolCallSyntax(string open, string close, string before, string between, string after, string arguments)
    {
        (Open, Close, Arguments) = (open, close, arguments);
        (Before, Between, After) = (before, between, after);
    }

    /// <summary><c>&lt;tool_call&gt;{…}&lt;/tool_call&gt;</c>, each on lines of its own.</summary>
    public static ToolCallSyntax Tagged { get; } = new(
        "<tool_call>", "</tool_call>",
        "<tool_call>\n", "\n</tool_call>\n<tool_call>\n", "\n</tool_call>", "arguments");

    /// <summary><c>[TOOL_CALLS][{…}, …]</c>; a call has an <c>id</c> beside its arguments.</summary>
    public static ToolCallSyntax Listed { get; } = new("[TOOL_CALLS]", "", "[TOOL_CALLS][", ", ", "]", "arguments");

    /// <summary>Objects alone, one on a line.</summary>
    public static ToolCallSyntax Bare { get; } = new("", "", "", "\n", "", "parameters");

    /// <summary>The mark that calls begin with; empty where each is a line that begins with <c>{</c>.</summary>
    public string Open { get; }

    /// <summary>The mark behind each call; empty where there is none.</summary>
    public string Close { get; }

    /// <summary>What is written before the first call.</summary>
    public string Before { get; }

    /// <summary>What is written between two calls.</summary>
    public string Between { get; }

    /// <summary>What is written after the last call.</summary>
    public string After { get; }

    /// <summary>The member of a call that holds its arguments.</summary>
    public string Arguments { get; }

    /// <summary>The marks of all forms, where a tokenizer has special tokens for them: these are part of what is said.</summary>
    internal static IReadOnlyList<string> Marks { get; } = [Listed.Open, Tagged.Open, Tagged.Close];
}
