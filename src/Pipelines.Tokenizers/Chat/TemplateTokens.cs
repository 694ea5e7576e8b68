namespace Pipelines.Tokenizers;

/// <summary>
/// The spellings of a tokenizer's tokens that templates name: <c>bos_token</c>, <c>eos_token</c>, <c>pad_token</c>, <c>unk_token</c>.
/// </summary>
/// <param name="Bos">begins a text; null where there is none, and a template then writes nothing for it</param>
/// <param name="Eos">ends a text</param>
/// <param name="Pad">fills rows of unequal length</param>
/// <param name="Unk">stands for what has no token</param>
public sealed record TemplateTokens(string? Bos = null, string? Eos = null, string? Pad = null, string? Unk = null);
