namespace Pipelines.Tokenizers;

/// <summary>Two neighbouring tokens that become one; its place in the list of merges is its rank, 0 the first to be applied.</summary>
/// <param name="Left">id of the left token</param>
/// <param name="Right">id of the right token</param>
public readonly record struct Merge(int Left, int Right);
