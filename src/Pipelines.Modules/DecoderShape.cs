namespace Pipelines.Modules;

/// <summary>The sizes of a decoder that its users see.</summary>
/// <param name="Vocab">tokens in the vocabulary</param>
/// <param name="Context">most tokens in one sequence</param>
/// <param name="Dim">width of the hidden states</param>
/// <param name="Layers">number of blocks</param>
public sealed record DecoderShape(int Vocab, int Context, int Dim, int Layers);
