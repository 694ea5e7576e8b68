using System.Numerics;

namespace Pipelines.Tokenizers.Jinja;

/// <summary>What a token of a template is.</summary>
internal enum TokenKind
{
    /// <summary>Text between tags.</summary>
    Data,

    /// <summary><c>{{</c></summary>
    OutputBegin,

    /// <summary><c>}}</c></summary>
    OutputEnd,

    /// <summary><c>{%</c></summary>
    TagBegin,

    /// <summary><c>%}</c></summary>
    TagEnd,

    /// <summary>A word.</summary>
    Name,

    /// <summary>A quoted text, its escapes resolved.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number with a fraction or an exponent.</summary>
    Float,

    /// <summary>A sign: <c>+</c>, <c>==</c>, <c>[</c> …</summary>
    Sign,

    /// <summary>The end of the template.</summary>
    End,
}

/// <summary>A piece of a template.</summary>
/// <param name="Kind">what it is</param>
/// <param name="Value">its text</param>
/// <param name="Line">the line that it begins on, from 1</param>
internal readonly record struct Token(TokenKind Kind, string Value, int Line)
{
    /// <summary>The value of an <see cref="TokenKind.Integer"/>.</summary>
    public BigInteger Number { get; init; }

    /// <summary>Whether it is this sign.</summary>
    public bool IsSign(string sign) => Kind == TokenKind.Sign && Value == sign;

    /// <summary>Whether it is this word.</summary>
    public bool IsName(string name) => Kind == TokenKind.Name && Value == name;

    /// <summary>As an error message shows it.</summary>
    public string Shown => Kind switch
    {
        TokenKind.End => "the end of the template",
        TokenKind.TagEnd => "'%}'",
        TokenKind.OutputEnd => "'}}'",
        TokenKind.TagBegin => "'{%'",
        TokenKind.OutputBegin => "'{{'",
        TokenKind.Data => "text",
        TokenKind.Text => $"the text '{Value}'",
        _ => $"'{Value}'",
    };
}
