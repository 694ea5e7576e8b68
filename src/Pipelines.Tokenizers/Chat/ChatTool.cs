namespace Pipelines.Tokenizers;

/// <summary>A tool that the assistant may call.</summary>
/// <param name="Name">its name</param>
/// <param name="Description">what it does, for the model to read</param>
/// <param name="Parameters">its arguments, as JSON Schema: an object with properties</param>
public sealed record ChatTool(string Name, string? Description, string Parameters)
{
    /// <summary>Whether arguments must fit <see cref="Parameters"/>, at the price of an error where these cannot be held to.</summary>
    public bool Strict { get; init; }
}
