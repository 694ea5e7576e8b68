using System.Runtime.CompilerServices;

namespace Pipelines.Tokenizers.Jinja;

/// <summary>
/// Reads expressions. From weakest to strongest: <c>if else</c>, <c>or</c>, <c>and</c>, <c>not</c>, comparisons, <c>+ -</c>, <c>~</c>,
/// <c>* / // %</c>, <c>**</c>, signs, filters and tests, calls and members.
/// </summary>
/// <param name="reader">the tokens</param>
internal sealed class ExpressionParser(TokenReader reader)
{
    private static readonly string[] Comparisons = ["==", "!=", "<", "<=", ">", ">="];

    /// <summary>An expression, or several with commas between, which are a tuple.</summary>
    /// <param name="conditional">whether it may hold <c>… if …</c></param>
    /// <param name="isEnd">whether the tuple ends before the current token</param>
    public Expression ReadTuple(bool conditional = true, Func<bool>? isEnd = null)
    {
        var line = reader.Current.Line;
        var first = Read(conditional);
        if (!reader.Current.IsSign(",")) return first;
        var items = new List<Expression> { first };
        while (reader.TakeSign(",") && !IsTupleEnd(isEnd)) items.Add(Read(conditional));
        return new ListLiteral(line, items, IsTuple: true);
    }

    /// <summary>An expression.</summary>
    /// <param name="conditional">whether it may be <c>… if …</c></param>
    public Expression Read(bool conditional = true)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw reader.Wrong("expressions stand too deep in one another");
        return conditional ? ReadConditional() : ReadOr();
    }

    /// <summary>Filters behind a value that is not written: of <c>{% set x | upper %}</c>.</summary>
    public Expression ReadFilters(Expression value)
    {
        while (reader.Current.IsSign("|")) value = ReadFilter(value);
        return value;
    }

    /// <summary>The arguments of a call, with the brackets around them.</summary>
    public CallArguments ReadArguments()
    {
        reader.ExpectSign("(");
        var (positional, named) = (new List<CallArgument>(), new List<(string Name, Expression Value)>());
        while (!reader.TakeSign(")"))
        {
            if (positional.Count + named.Count > 0)
            {
                reader.ExpectSign(",");
                if (reader.TakeSign(")")) break;
            }

            if (reader.Current.IsSign("**")) throw reader.Wrong("'**' before an argument is not known; name the arguments one by one");
            if (reader.Current.Kind == TokenKind.Name && reader.Following.IsSign("="))
            {
                var name = reader.Take().Value;
                reader.ExpectSign("=");
                named.Add((name, Read()));
                continue;
            }

            if (named.Count > 0) throw reader.Wrong("an argument without a name stands behind one with a name");
            var spread = reader.TakeSign("*");
            positional.Add(new CallArgument(Read(), spread));
        }

        return new CallArguments(positional, named);
    }

    /// <summary>A name, number, text, or something in brackets, with its members and calls.</summary>
    public Expression ReadOperand() => ReadPostfix(new PrimaryParser(reader, this).Read());

    private bool IsTupleEnd(Func<bool>? isEnd) =>
        reader.Current.Kind is TokenKind.TagEnd or TokenKind.OutputEnd or TokenKind.End
            || reader.Current.IsSign(")") || isEnd?.Invoke() == true;

    private Expression ReadConditional()
    {
        var line = reader.Current.Line;
        var value = ReadOr();
        while (reader.TakeName("if"))
        {
            var condition = ReadOr();
            value = new Conditional(line, condition, value, reader.TakeName("else") ? Read() : null);
        }

        return value;
    }

    private Expression ReadOr()
    {
        var left = ReadAnd();
        while (reader.Current.IsName("or")) left = new Logic(reader.Take().Line, IsAnd: false, left, ReadAnd());
        return left;
    }

    private Expression ReadAnd()
    {
        var left = ReadNot();
        while (reader.Current.IsName("and")) left = new Logic(reader.Take().Line, IsAnd: true, left, ReadNot());
        return left;
    }

    private Expression ReadNot()
    {
        if (!reader.Current.IsName("not")) return ReadComparison();
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw reader.Wrong("expressions stand too deep in one another");
        return new Not(reader.Take().Line, ReadNot());
    }

    private Expression ReadComparison()
    {
        var line = reader.Current.Line;
        var first = ReadSum();
        var rest = new List<(string Operator, Expression Right)>();
        while (true)
        {
            if (reader.Current.Kind == TokenKind.Sign && Comparisons.Contains(reader.Current.Value))
                rest.Add((reader.Take().Value, ReadSum()));
            else if (reader.TakeName("in")) rest.Add(("in", ReadSum()));
            else if (reader.Current.IsName("not") && reader.Following.IsName("in"))
            {
                reader.Take();
                reader.Take();
                rest.Add(("not in", ReadSum()));
            }
            else break;
        }

        return rest.Count == 0 ? first : new Comparison(line, first, rest);
    }

    private Expression ReadSum() => ReadBinary(ReadConcatenation, "+", "-");

    private Expression ReadConcatenation()
    {
        var line = reader.Current.Line;
        var first = ReadProduct();
        if (!reader.Current.IsSign("~")) return first;
        var parts = new List<Expression> { first };
        while (reader.TakeSign("~")) parts.Add(ReadProduct());
        return new Concatenation(line, parts);
    }

    private Expression ReadProduct() => ReadBinary(ReadPower, "*", "/", "//", "%");

    private Expression ReadPower() => ReadBinary(() => ReadSigned(), "**");

    private Expression ReadBinary(Func<Expression> operand, params ReadOnlySpan<string> operators)
    {
        var left = operand();
        while (reader.Current.Kind == TokenKind.Sign && operators.Contains(reader.Current.Value))
        {
            var sign = reader.Take();
            left = new Binary(sign.Line, sign.Value, left, operand());
        }

        return left;
    }

    private Expression ReadSigned(bool filtered = true)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw reader.Wrong("expressions stand too deep in one another");
        var sign = reader.Current;
        var value = sign.IsSign("-") || sign.IsSign("+")
            ? ReadPostfix(new Sign(reader.Take().Line, IsMinus: sign.Value == "-", ReadSigned(filtered: false)))
            : ReadOperand();
        return filtered ? ReadFiltersAndTests(value) : value;
    }

    private Expression ReadPostfix(Expression value)
    {
        while (true)
        {
            if (reader.Current.IsSign(".")) value = ReadMember(value);
            else if (reader.Current.IsSign("[")) value = new SubscriptParser(reader, this).Read(value);
            else if (reader.Current.IsSign("(")) value = new Call(reader.Current.Line, value, ReadArguments());
            else return value;
        }
    }

    private Expression ReadMember(Expression value)
    {
        var line = reader.Take().Line;
        return reader.Current.Kind switch
        {
            TokenKind.Name => new Member(line, value, reader.Take().Value),
            TokenKind.Integer => new Subscript(line, value, new Literal(line, new IntegerValue(reader.Take().Number))),
            _ => throw reader.Unexpected("a name behind '.'"),
        };
    }

    private Expression ReadFiltersAndTests(Expression value)
    {
        while (true)
        {
            if (reader.Current.IsSign("|")) value = ReadFilter(value);
            else if (reader.Current.IsName("is")) value = ReadTest(value);
            else if (reader.Current.IsSign("(")) value = new Call(reader.Current.Line, value, ReadArguments());
            else return value;
        }
    }

    private Filtered ReadFilter(Expression value)
    {
        reader.ExpectSign("|");
        var line = reader.Current.Line;
        var name = reader.ExpectAnyName("the name of a filter");
        var filter = Filters.Find(name) ?? throw new JinjaException(
            $"there is no filter '{name}'{NearestWord.Hint(name, Filters.Names, "known filters")}").At(line);
        return new Filtered(line, value, filter, reader.Current.IsSign("(") ? ReadArguments() : CallArguments.None);
    }

    private Expression ReadTest(Expression value)
    {
        reader.ExpectName("is");
        var negated = reader.TakeName("not");
        var line = reader.Current.Line;
        var name = reader.ExpectAnyName("the name of a test");
        var test = Tests.Find(name) ?? throw new JinjaException(
            $"there is no test '{name}'{NearestWord.Hint(name, Tests.Names, "known tests")}").At(line);
        var tested = new Tested(line, value, test, ReadTestArguments());
        return negated ? new Not(line, tested) : tested;
    }

    /// <summary>In brackets, or one operand without.</summary>
    private CallArguments ReadTestArguments()
    {
        if (reader.Current.IsSign("(")) return ReadArguments();
        var begins = reader.Current.Kind is TokenKind.Text or TokenKind.Integer or TokenKind.Float
            || reader.Current.IsSign("[") || reader.Current.IsSign("{")
            || (reader.Current.Kind == TokenKind.Name && reader.Current.Value is not ("else" or "or" or "and"));
        if (!begins) return CallArguments.None;
        if (reader.Current.IsName("is")) throw reader.Wrong("one test behind another needs brackets around the first");
        return new CallArguments([new CallArgument(ReadOperand(), Spread: false)], []);
    }
}
