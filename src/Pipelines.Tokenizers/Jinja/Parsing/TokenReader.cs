namespace Pipelines.Tokenizers.Jinja;

/// <summary>Reads the tokens of a template one after the other.</summary>
/// <param name="tokens">the tokens, <see cref="TokenKind.End"/> the last</param>
internal sealed class TokenReader(IReadOnlyList<Token> tokens)
{
    private int at;

    /// <summary>The token that is read next.</summary>
    public Token Current => tokens[at];

    /// <summary>The one after it.</summary>
    public Token Following => tokens[Math.Min(at + 1, tokens.Count - 1)];

    /// <summary>The current token, and on to the next.</summary>
    public Token Take() => Current.Kind == TokenKind.End ? Current : tokens[at++];

    /// <summary>Takes a sign if it comes next.</summary>
    public bool TakeSign(string sign) => Skip(Current.IsSign(sign));

    /// <summary>Takes a word if it comes next.</summary>
    public bool TakeName(string name) => Skip(Current.IsName(name));

    /// <summary>Takes a sign that must come next.</summary>
    public void ExpectSign(string sign)
    {
        if (!TakeSign(sign)) throw Unexpected($"'{sign}'");
    }

    /// <summary>Takes a certain word that must come next.</summary>
    public void ExpectName(string name)
    {
        if (!TakeName(name)) throw Unexpected($"'{name}'");
    }

    /// <summary>Takes a word that must come next.</summary>
    /// <param name="what">what the word is, for the message</param>
    public string ExpectAnyName(string what) =>
        Current.Kind == TokenKind.Name ? Take().Value : throw Unexpected(what);

    /// <summary>Takes a token that must come next.</summary>
    public Token Expect(TokenKind kind) =>
        Current.Kind == kind ? Take() : throw Unexpected(new Token(kind, "", 0).Shown);

    /// <summary>Says what is there, and what was expected in its place.</summary>
    public JinjaException Unexpected(string expected) => Wrong($"{expected} was expected, not {Current.Shown}");

    /// <summary>Something that is wrong at the current token.</summary>
    public JinjaException Wrong(string message) => new JinjaException(message).At(Current.Line);

    private bool Skip(bool isNext)
    {
        if (isNext) at++;
        return isNext;
    }
}
