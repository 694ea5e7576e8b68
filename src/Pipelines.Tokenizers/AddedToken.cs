namespace Pipelines.Tokenizers;

/// <summary>A token that is found in the text as a whole, before the text is split into words.</summary>
/// <param name="Id">its id</param>
/// <param name="Content">its text, never empty</param>
public sealed record AddedToken(int Id, string Content)
{
    /// <summary>Whether it marks structure (end of text, a role) rather than text: such tokens can be left out of decoded text.</summary>
    public bool Special { get; init; } = true;

    /// <summary>Whether it is found only between characters that are not part of a word.</summary>
    public bool SingleWord { get; init; }

    /// <summary>Whether it swallows the white space before it.</summary>
    public bool LeftStrip { get; init; }

    /// <summary>Whether it swallows the white space after it.</summary>
    public bool RightStrip { get; init; }

    /// <summary>Whether it is looked for in the normalised text, after those that are not.</summary>
    public bool Normalized { get; init; }
}
