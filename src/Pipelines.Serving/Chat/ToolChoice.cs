namespace Pipelines.Serving;

/// <summary>Whether an answer calls tools.</summary>
public sealed record ToolChoice
{
    private ToolChoice(string word, string? name = null) => (Word, Name) = (word, name);

    /// <summary>It does not: the model is not told of any.</summary>
    public static ToolChoice None { get; } = new("none");

    /// <summary>It may.</summary>
    public static ToolChoice Auto { get; } = new("auto");

    /// <summary>It must, one or several.</summary>
    public static ToolChoice Required { get; } = new("required");

    /// <summary><c>none</c>, <c>auto</c>, <c>required</c>, or <c>function</c> where one is named.</summary>
    public string Word { get; }

    /// <summary>The tool that must be called; null where none is named.</summary>
    public string? Name { get; }

    /// <summary>It must call this one.</summary>
    public static ToolChoice Named(string name) => new("function", name);
}
