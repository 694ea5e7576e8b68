using Pipelines.Tokenizers;

namespace Pipelines.Models;

/// <summary>How text becomes a model's tokens, and its tokens text.</summary>
/// <param name="Tokenizer">the tokenizer</param>
/// <param name="Tokens">the tokens that mark structure</param>
/// <param name="Chat">how messages become tokens; null where there is no chat template</param>
public sealed record ModelText(Tokenizer Tokenizer, TokenIds Tokens, ChatFormat? Chat);
