namespace Pipelines.Tokenizers.PreTokenizers;

/// <summary>A piece that a text is cut into: matches of a pattern, and what lies between them.</summary>
/// <param name="End">where it ends, in bytes; it begins where the one before it ends</param>
/// <param name="IsMatch">whether it is a match</param>
internal readonly record struct Cut(int End, bool IsMatch);
