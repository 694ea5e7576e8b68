namespace Pipelines.Serving;

/// <summary>
/// Reads a grammar written as rules, <c>name ::= …</c>, the way of GBNF: texts in quotes, sets in brackets, <c>.</c>, alternatives,
/// groups, repetitions, comments from <c>#</c>. It begins with the rule <c>root</c>; a rule ends where the next begins.
/// </summary>
internal sealed class GrammarText : ExpressionReader
{
    private GrammarText(string source)
        : base(source)
    {
    }

    /// <returns>rules in their order, each with the place of its name</returns>
    /// <exception cref="GrammarException">it is not understood, or a rule is there twice, or none is <c>root</c></exception>
    public static IReadOnlyDictionary<string, (string Place, Expression Is)> Read(string source)
    {
        var reader = new GrammarText(source);
        var rules = new Dictionary<string, (string, Expression)>();
        for (reader.Pass(); !reader.AtEnd; reader.Pass())
        {
            var place = reader.Place(reader.Position);
            var name = reader.RuleName() ?? throw reader.Wrong($"expected a rule's name, found {reader.Found()}");
            if (!reader.Defines()) throw reader.Wrong($"expected '::=' after '{name}', found {reader.Found()}");
            if (!rules.TryAdd(name, (place, reader.Alternatives()))) throw new GrammarException($"rule '{name}' is there twice", place);
        }
        return rules.ContainsKey("root") ? rules : throw new GrammarException("has no rule 'root', with which it would begin");
    }

    protected override string Place(int position)
    {
        var before = Source.AsSpan(0, position);
        return $"{before.Count('\n') + 1}:{position - before.LastIndexOf('\n')}";
    }

    private Expression Alternatives()
    {
        var parts = new List<Expression> { Sequence() };
        while (Take('|')) parts.Add(Sequence());
        return parts.Count == 1 ? parts[0] : new Expression.Choice(parts);
    }

    private Expression.Sequence Sequence()
    {
        var parts = new List<Expression>();
        for (Pass(); !AtEnd && Next is not ('|' or ')') && !AtRule(); Pass())
        {
            var part = Part();
            while (Repeated(part) is { } repeated)
                part = part is Expression.Repeat ? throw Wrong("a repetition is repeated: put it in brackets") : repeated;
            parts.Add(part);
        }
        return new Expression.Sequence(parts);
    }

    private Expression Part()
    {
        var begin = Position;
        switch (Next)
        {
            case '"':
                return Quoted();
            case '[':
                return new Expression.Characters(Set());
            case '.':
                Position++;
                return new Expression.Characters(CodePointSet.All);
            case '(':
                Position++;
                var inner = Nested(Alternatives);
                Expect(')', "at the end of the group");
                return inner is Expression.Repeat ? new Expression.Sequence([inner]) : inner;
            default:
                return RuleName() is { } name
                    ? new Expression.Call(name, Place(begin))
                    : throw Wrong($"expected a text, a set, a group or a rule, found {Found()}");
        }
    }

    private Expression.Sequence Quoted()
    {
        Position++;
        var parts = new List<Expression>();
        while (!Take('"'))
        {
            if (AtEnd || Next == '\n') throw Wrong("the text has no closing quote");
            parts.Add(new Expression.Characters(CodePointSet.Of(Character())));
        }
        return new Expression.Sequence(parts);
    }

    private CodePointSet Set()
    {
        Position++;
        var negated = Take('^');
        var ranges = new List<(int, int)>();
        while (!Take(']'))
        {
            if (AtEnd || Next == '\n') throw Wrong("the set has no ']'");
            var first = Character();
            var last = first;
            if (Next == '-' && Position + 1 < Source.Length && Source[Position + 1] != ']')
            {
                Position++;
                last = Character();
            }
            if (last < first) throw Wrong("the range ends before it begins");
            ranges.Add((first, last));
        }
        var set = CodePointSet.Of(ranges);
        return negated ? set.Complement() : set;
    }

    private int Character()
    {
        if (!Take('\\')) return TakeCharacter();
        var letter = AtEnd ? throw Wrong("'\\' at the end") : Source[Position++];
        return letter switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'x' => TakeHex(2),
            'u' => TakeHex(4),
            'U' => TakeHex(8),
            '"' or '\\' or '[' or ']' or '-' or '^' => letter,
            _ => throw Wrong($"'\\{letter}' is not understood: there are \\n \\r \\t \\xHH \\uHHHH \\UHHHHHHHH \\\" \\\\ \\[ \\] \\- \\^"),
        };
    }

    private string? RuleName()
    {
        var begin = Position;
        while (char.IsAsciiLetterOrDigit(Next) || Next is '-' or '_') Position++;
        return begin == Position ? null : Source[begin..Position];
    }

    private bool AtRule()
    {
        var begin = Position;
        var defines = RuleName() is not null && Defines();
        Position = begin;
        return defines;
    }

    private bool Defines()
    {
        Pass();
        if (!Source.AsSpan(Position).StartsWith("::=")) return false;
        Position += 3;
        return true;
    }

    /// <summary>Passes over white space and comments.</summary>
    private void Pass()
    {
        while (!AtEnd && (char.IsWhiteSpace(Next) || Next == '#'))
        {
            if (Next == '#') while (!AtEnd && Next != '\n') Position++;
            else Position++;
        }
    }
}
