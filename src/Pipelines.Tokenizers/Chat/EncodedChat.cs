namespace Pipelines.Tokenizers;

/// <summary>A conversation as tokens.</summary>
/// <param name="Tokens">[time] token ids</param>
/// <param name="Generated">[time] whether the assistant says the token, its end of turn among them: what a model learns to predict</param>
public sealed record EncodedChat(int[] Tokens, bool[] Generated);
