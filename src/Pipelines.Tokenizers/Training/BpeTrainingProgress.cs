namespace Pipelines.Tokenizers;

/// <summary>How far the training of a tokenizer is.</summary>
/// <param name="Documents">documents whose words are counted</param>
/// <param name="Bytes">bytes of UTF-8 in them</param>
/// <param name="Words">different words; 0 while they are being counted</param>
/// <param name="Tokens">tokens so far; 0 while words are being counted</param>
/// <param name="VocabSize">tokens wanted</param>
public readonly record struct BpeTrainingProgress(long Documents, long Bytes, int Words, int Tokens, int VocabSize);
