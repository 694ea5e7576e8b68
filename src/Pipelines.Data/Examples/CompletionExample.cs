namespace Pipelines.Data;

/// <summary>A text and how it goes on, without turns and without a template.</summary>
/// <param name="Place">where it comes from</param>
/// <param name="Prompt">the text to continue; may be empty</param>
/// <param name="Completion">how it goes on, never blank</param>
public sealed record CompletionExample(string Place, string Prompt, string Completion) : Example(Place);
