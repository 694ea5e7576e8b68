namespace Pipelines.Tokenizers;

/// <summary>A part of the template of two texts: a token, or one of the texts.</summary>
/// <param name="Token">the token's id; null for a text</param>
/// <param name="IsSecond">of a text whether it is the second</param>
/// <param name="Type">which segment the model takes it for</param>
public readonly record struct TemplatePiece(int? Token, bool IsSecond, int Type);
