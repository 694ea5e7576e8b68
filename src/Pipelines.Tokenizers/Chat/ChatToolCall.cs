namespace Pipelines.Tokenizers;

/// <summary>A call of a tool, as an assistant asks for it.</summary>
/// <param name="Id">what the answer refers to; may be empty where the template has no ids</param>
/// <param name="Name">the tool's name</param>
/// <param name="Arguments">its arguments, as JSON: an object by name</param>
public sealed record ChatToolCall(string Id, string Name, string Arguments);
