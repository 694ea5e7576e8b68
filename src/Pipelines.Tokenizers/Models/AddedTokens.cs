using Pipelines.Tokenizers.Normalizers;

namespace Pipelines.Tokenizers;

/// <summary>
/// The tokens that are found as a whole: first those that are looked for in the text as it is, then those in what it is normalised to.
/// </summary>
internal sealed class AddedTokens
{
    /// <param name="tokens">the tokens</param>
    /// <param name="normalizer">what is done to the text, and to the tokens that are looked for in it; or null</param>
    public AddedTokens(IReadOnlyList<AddedToken> tokens, Normalizer? normalizer)
    {
        Raw = new(tokens.Where(token => !token.Normalized));
        Normalized = new(tokens.Where(token => token.Normalized)
            .Select(token => normalizer is null ? token : token with { Content = normalizer.Normalize(token.Content, TextPlace.Start) })
            .Where(token => token.Content.Length > 0));
    }

    /// <summary>Found in the text as it is given.</summary>
    public AddedTokenMatcher Raw { get; }

    /// <summary>Found in normalised text.</summary>
    public AddedTokenMatcher Normalized { get; }
}
