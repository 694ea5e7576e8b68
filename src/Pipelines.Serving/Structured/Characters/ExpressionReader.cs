using System.Globalization;
using System.Text;

namespace Pipelines.Serving;

/// <summary>A place in a text that is read, and what expressions and grammars write alike: counts, sets, escaped characters.</summary>
internal abstract class ExpressionReader(string source)
{
    private int depth;

    protected string Source { get; } = source;

    protected int Position { get; set; }

    protected bool AtEnd => Position >= Source.Length;

    /// <summary>The next character; U+0000 at the end.</summary>
    protected char Next => AtEnd ? '\0' : Source[Position];

    /// <summary>Where a complaint points.</summary>
    protected abstract string Place(int position);

    protected GrammarException Wrong(string message) => new(message, Place(Position));

    protected bool Take(char wanted)
    {
        if (AtEnd || Next != wanted) return false;
        Position++;
        return true;
    }

    protected void Expect(char wanted, string after)
    {
        if (!Take(wanted)) throw Wrong($"expected '{wanted}' {after}, found {Found()}");
    }

    protected string Found() => AtEnd ? "the end" : $"'{Rune()}'";

    /// <summary>Reads what is in brackets, not too many of them in each other.</summary>
    protected T Nested<T>(Func<T> read)
    {
        if (++depth > GrammarLimits.Nesting) throw Wrong($"more than {GrammarLimits.Nesting} brackets in each other");
        var inner = read();
        depth--;
        return inner;
    }

    /// <summary>The character at the position, whole.</summary>
    protected Rune Rune() => System.Text.Rune.TryGetRuneAt(Source, Position, out var rune)
        ? rune
        : throw Wrong("half a surrogate pair");

    protected int TakeCharacter()
    {
        if (AtEnd) throw Wrong("expected a character, found the end");
        var rune = Rune();
        Position += rune.Utf16SequenceLength;
        return rune.Value;
    }

    /// <summary>A scalar value of exactly <paramref name="digits"/> hexadecimal digits.</summary>
    protected int TakeHex(int digits)
    {
        if (Position + digits > Source.Length ||
            !int.TryParse(Source.AsSpan(Position, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            throw Wrong($"expected {digits} hexadecimal digits");
        if (!System.Text.Rune.IsValid(value)) throw Wrong($"U+{value:X4} is no character");
        Position += digits;
        return value;
    }

    /// <summary>What <c>*</c>, <c>+</c>, <c>?</c> and <c>{…}</c> make of <paramref name="part"/>.</summary>
    protected Expression? Repeated(Expression part) => Next switch
    {
        '*' => Take(new Expression.Repeat(part, 0, null)),
        '+' => Take(new Expression.Repeat(part, 1, null)),
        '?' => Take(new Expression.Repeat(part, 0, 1)),
        '{' => Counted(part),
        _ => null,
    };

    private Expression Take(Expression read)
    {
        Position++;
        return read;
    }

    private Expression.Repeat Counted(Expression part)
    {
        Position++;
        var least = Number() ?? throw Wrong($"expected a count after '{{', found {Found()}");
        var most = Take(',') ? Number() : least;
        Expect('}', "after the counts");
        if (most < least) throw Wrong($"{{{least},{most}}} has its least above its most");
        return new Expression.Repeat(part, least, most);
    }

    private int? Number()
    {
        var begin = Position;
        while (char.IsAsciiDigit(Next)) Position++;
        if (begin == Position) return null;
        if (Position - begin > 9) throw Wrong("a count of too many digits");
        return GrammarLimits.Count(long.Parse(Source.AsSpan(begin, Position - begin), CultureInfo.InvariantCulture), Place(begin));
    }
}
