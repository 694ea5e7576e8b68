namespace Pipelines.Tokenizers;

/// <summary>A call of a tool by the assistant.</summary>
/// <param name="Id">what the tool's answer refers to; may be empty</param>
/// <param name="Name">the tool</param>
/// <param name="Arguments">a JSON object</param>
public sealed record ChatToolCall(string Id, string Name, string Arguments);
