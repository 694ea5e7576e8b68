namespace Pipelines.Tokenizers;

/// <summary>A conversation as the text that a model reads.</summary>
/// <param name="Text">the whole text</param>
/// <param name="Generated">
/// the characters of <paramref name="Text"/> that the assistant says, its end of turn among them: one range a turn, in order, apart
/// </param>
public sealed record RenderedChat(string Text, IReadOnlyList<Range> Generated)
{
    /// <summary>
    /// The characters that come from messages and tools rather than from the template: in order and apart. A special token's spelling
    /// among them is plain text.
    /// </summary>
    public IReadOnlyList<Range> FromMessages { get; init; } = [];
}
