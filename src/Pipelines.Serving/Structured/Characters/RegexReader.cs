namespace Pipelines.Serving;

/// <summary>
/// Reads a regular expression in the syntax that ECMAScript and .NET share, without what is not regular or depends on its surroundings:
/// no back references, look-around, word boundaries, conditions or options. Lazy repetitions accept what greedy ones do.
/// </summary>
internal sealed class RegexReader : ExpressionReader
{
    private readonly string place;

    private RegexReader(string source, string place)
        : base(source) => this.place = place;

    /// <param name="source">the expression</param>
    /// <param name="place">where it stands in a schema; empty where it is all there is</param>
    /// <exception cref="GrammarException">it is not understood</exception>
    public static Expression Read(string source, string place = "")
    {
        var reader = new RegexReader(source, place);
        var expression = reader.Alternatives();
        return reader.AtEnd ? expression : throw reader.Wrong($"{reader.Found()} without its opening bracket");
    }

    protected override string Place(int position) => place.Length == 0 ? $"1:{position + 1}" : $"{place} (character {position + 1})";

    private Expression Alternatives()
    {
        var parts = new List<Expression> { Sequence() };
        while (Take('|')) parts.Add(Sequence());
        return parts.Count == 1 ? parts[0] : new Expression.Choice(parts);
    }

    private Expression.Sequence Sequence()
    {
        var parts = new List<Expression>();
        while (!AtEnd && Next is not ('|' or ')'))
        {
            var part = Part();
            if (part is not Expression.Anchor && Repeated(part) is { } repeated)
            {
                part = repeated;
                Take('?');
                if (Next is '*' or '+' or '?' or '{') throw Wrong($"'{Next}' repeats a repetition");
            }
            parts.Add(part);
        }
        return new Expression.Sequence(parts);
    }

    private Expression Part()
    {
        var begin = Position;
        switch (Next)
        {
            case '(':
                Position++;
                GroupKind();
                var inner = Nested(Alternatives);
                Expect(')', "at the end of the group");
                return inner;
            case '[':
                return new Expression.Characters(RegexSet());
            case '.':
                Position++;
                return new Expression.Characters(CharacterClasses.Any);
            case '^' or '$':
                return new Expression.Anchor(Source[Position++] == '$', Place(begin));
            case '*' or '+' or '?':
                throw Wrong($"'{Next}' repeats nothing");
            case '{' or '}' or ']':
                throw Wrong($"'{Next}' stands alone: write '\\{Next}' for the character");
            case '\\':
                return new Expression.Characters(Escaped());
            default:
                return new Expression.Characters(CodePointSet.Of(TakeCharacter()));
        }
    }

    /// <summary>Passes over <c>?:</c> and names, which change nothing here.</summary>
    private void GroupKind()
    {
        if (!Take('?')) return;
        if (Take(':')) return;
        if (Take('P') && Next != '<') throw Wrong("this kind of group is not understood");
        if (Next != '<' || (Position + 1 < Source.Length && Source[Position + 1] is '=' or '!'))
            throw Wrong("look-around, options and conditions are not regular, and not understood");
        var end = Source.IndexOf('>', Position);
        if (end < 0) throw Wrong("the group's name has no end");
        Position = end + 1;
    }

    private CodePointSet RegexSet()
    {
        Position++;
        var negated = Take('^');
        var sets = new List<CodePointSet>();
        if (Next == ']') throw Wrong("the set is empty");
        while (!Take(']'))
        {
            if (AtEnd) throw Wrong("the set has no ']'");
            if (Next == '[') throw Wrong("'[' in a set: write '\\['");
            var first = Member(negated);
            if (Next == '-' && Position + 1 < Source.Length && Source[Position + 1] != ']')
            {
                Position++;
                first = Between(first, Member(negated));
            }
            sets.Add(first);
        }
        var set = CodePointSet.Of(sets.SelectMany(part => part.Ranges.ToArray()));
        return negated ? set.Complement() : set;
    }

    private CodePointSet Member(bool negated) => Next == '\\' ? Escaped(inSet: true, negated) : CodePointSet.Of(TakeCharacter());

    private CodePointSet Between(CodePointSet first, CodePointSet last)
    {
        if (first.Ranges is not [var from] || last.Ranges is not [var to] || from.First != from.Last || to.First != to.Last)
            throw Wrong("a range goes from one character to another");
        return from.First <= to.First ? CodePointSet.Of((from.First, to.First)) : throw Wrong("the range ends before it begins");
    }

    private CodePointSet Escaped(bool inSet = false, bool negated = false)
    {
        Position++;
        if (AtEnd) throw Wrong("'\\' at the end");
        var letter = Source[Position];
        if (letter is 'p' or 'P') return Property(letter == 'P');
        if (CharacterClasses.Find(letter, widest: negated) is { } known)
        {
            Position++;
            return known;
        }
        if (letter == 'b' && inSet) return Character('\b');
        return letter switch
        {
            't' => Character('\t'),
            'n' => Character('\n'),
            'v' => Character('\v'),
            'f' => Character('\f'),
            'r' => Character('\r'),
            '0' when Position + 1 == Source.Length || !char.IsAsciiDigit(Source[Position + 1]) => Character('\0'),
            'x' => Hex(2),
            'u' => Hex(4),
            >= '0' and <= '9' or 'k' => throw Wrong("back references are not regular, and not understood"),
            'b' or 'B' => throw Wrong("word boundaries are not understood"),
            _ when char.IsAsciiLetter(letter) => throw Wrong($"'\\{letter}' is not understood"),
            _ => CodePointSet.Of(TakeCharacter()),
        };
    }

    private CodePointSet Character(int character)
    {
        Position++;
        return CodePointSet.Of(character);
    }

    private CodePointSet Hex(int digits)
    {
        Position++;
        return CodePointSet.Of(TakeHex(digits));
    }

    private CodePointSet Property(bool opposite)
    {
        var end = Source.IndexOf('}', Position);
        if (Position + 1 >= Source.Length || Source[Position + 1] != '{' || end < 0) throw Wrong("expected '{' and a category");
        var name = Source[(Position + 2)..end];
        var set = CharacterClasses.Category(name) ?? throw Wrong($"'{name}' is no general category such as L or Lu");
        Position = end + 1;
        return opposite ? set.Complement() : set;
    }
}
