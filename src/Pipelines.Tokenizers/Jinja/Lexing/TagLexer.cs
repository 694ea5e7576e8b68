using System.Globalization;
using System.Numerics;

namespace Pipelines.Tokenizers.Jinja;

/// <summary>Cuts the inside of a tag into words, numbers, quoted texts and signs.</summary>
/// <param name="source">the template</param>
/// <param name="start">where the inside begins</param>
/// <param name="line">the line of that</param>
/// <param name="tokens">takes the tokens</param>
internal sealed class TagLexer(string source, int start, int line, List<Token> tokens)
{
    private static readonly string[] Signs =
    [
        "//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<", "=", ".", ":", "|", ",",
        ";",
    ];

    private readonly Stack<char> open = [];
    private char close;

    /// <summary>Where reading stands.</summary>
    public int Position { get; private set; } = start;

    /// <summary>Reads up to <c>%}</c> or <c>}}</c> outside of brackets, and past it.</summary>
    /// <param name="end">the first character of the tag's end</param>
    /// <returns><c>-</c> or <c>+</c> where that stands before the end, else a blank</returns>
    /// <exception cref="JinjaException">the tag does not end, or holds something that is no token</exception>
    public char ReadUntil(char end)
    {
        var began = line;
        close = end;
        while (true)
        {
            SkipWhiteSpace();
            if (Position >= source.Length) throw new JinjaException($"a tag does not end with '{close}}}'").At(began);
            if (open.Count == 0)
            {
                var sign = source[Position] == '-' || (source[Position] == '+' && close == '%') ? source[Position] : ' ';
                var at = sign == ' ' ? Position : Position + 1;
                if (at + 1 < source.Length && source[at] == close && source[at + 1] == '}')
                {
                    Position = at + 2;
                    return sign;
                }
            }

            ReadToken();
        }
    }

    private void ReadToken()
    {
        var first = source[Position];
        if (first is '\'' or '"') ReadText(first);
        else if (char.IsAsciiDigit(first)) ReadNumber();
        else if (first == '_' || char.IsLetter(first))
            Add(TokenKind.Name, Run(character => character == '_' || char.IsLetterOrDigit(character)));
        else ReadSign();
    }

    private void ReadText(char quote)
    {
        var end = Position + 1;
        while (end < source.Length && source[end] != quote) end += source[end] == '\\' ? 2 : 1;
        if (end >= source.Length) throw new JinjaException($"a text does not end with {quote}").At(line);
        var inside = source[(Position + 1)..end];
        tokens.Add(new Token(TokenKind.Text, Resolved(inside), line));
        line += inside.AsSpan().Count('\n');
        Position = end + 1;
    }

    private string Resolved(string inside)
    {
        try
        {
            return Escapes.Resolve(inside);
        }
        catch (JinjaException failure) when (failure.PassesAt(line))
        {
            throw;
        }
    }

    private void ReadNumber()
    {
        if (source[Position] == '0' && Position + 1 < source.Length && char.ToLowerInvariant(source[Position + 1]) is 'x' or 'b' or 'o')
        {
            var based = source.Substring(Position, Run(char.IsAsciiLetterOrDigit));
            Position += based.Length;
            tokens.Add(new Token(TokenKind.Integer, based, line) { Number = PythonNumber.Integer(based, 0) ?? throw Unreadable(based) });
            return;
        }

        var length = Run(Digit);
        var fraction = At(Position + length) == '.' && char.IsAsciiDigit(At(Position + length + 1));
        if (fraction) length += 1 + Run(Digit, Position + length + 1);
        var exponent = ExponentLength(Position + length);
        length += exponent;
        var text = source.Substring(Position, length);
        Position += length;
        if (fraction || exponent > 0)
        {
            tokens.Add(new Token(TokenKind.Float, text.Replace("_", ""), line));
            return;
        }

        tokens.Add(new Token(TokenKind.Integer, text, line)
        {
            Number = BigInteger.Parse(text.Replace("_", ""), NumberStyles.None, CultureInfo.InvariantCulture),
        });

        static bool Digit(char character) => char.IsAsciiDigit(character) || character == '_';
    }

    private int ExponentLength(int from)
    {
        if (At(from) is not ('e' or 'E')) return 0;
        var sign = At(from + 1) is '+' or '-' ? 1 : 0;
        var digits = Run(char.IsAsciiDigit, from + 1 + sign);
        return digits > 0 ? 1 + sign + digits : 0;
    }

    private void ReadSign()
    {
        foreach (var sign in Signs)
        {
            if (string.CompareOrdinal(source, Position, sign, 0, sign.Length) != 0) continue;
            Balance(sign[0]);
            Add(TokenKind.Sign, sign.Length);
            return;
        }

        throw Unreadable(Rune(Position));
    }

    /// <summary>Tags end outside of brackets only.</summary>
    private void Balance(char sign)
    {
        if (sign is '(' or '[' or '{') open.Push(sign switch { '(' => ')', '[' => ']', _ => '}' });
        if (sign is not (')' or ']' or '}')) return;
        if (!open.TryPop(out var expected)) throw new JinjaException($"'{sign}' closes nothing; the tag ends with '{close}}}'").At(line);
        if (expected != sign) throw new JinjaException($"'{sign}' stands where '{expected}' was expected").At(line);
    }

    private void Add(TokenKind kind, int length)
    {
        tokens.Add(new Token(kind, source.Substring(Position, length), line));
        Position += length;
    }

    private void SkipWhiteSpace()
    {
        for (; Position < source.Length && char.IsWhiteSpace(source[Position]); Position++)
            if (source[Position] == '\n') line++;
    }

    private int Run(Func<char, bool> belongs) => Run(belongs, Position);

    private int Run(Func<char, bool> belongs, int from)
    {
        var end = from;
        while (end < source.Length && belongs(source[end])) end++;
        return end - from;
    }

    private char At(int position) => position < source.Length ? source[position] : '\0';

    private string Rune(int position) =>
        char.IsSurrogatePair(source, position) ? source.Substring(position, 2) : source[position].ToString();

    private JinjaException Unreadable(string what) => new JinjaException($"'{what}' is nothing that a tag can hold").At(line);
}
