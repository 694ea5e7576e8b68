using System.Globalization;

namespace Pipelines.Tokenizers.Jinja;

/// <summary>Reads what stands alone: names, numbers, texts, and what is in brackets.</summary>
/// <param name="reader">the tokens</param>
/// <param name="expressions">reads what is inside</param>
internal sealed class PrimaryParser(TokenReader reader, ExpressionParser expressions)
{
    /// <summary>Reads one.</summary>
    public Expression Read()
    {
        var (kind, value, line) = reader.Current;
        switch (kind)
        {
            case TokenKind.Name:
                reader.Take();
                return Constant(value) is { } constant ? new Literal(line, constant) : new Variable(line, value);
            case TokenKind.Text:
                return ReadTexts();
            case TokenKind.Integer:
                return new Literal(line, new IntegerValue(reader.Take().Number));
            case TokenKind.Float:
                return new Literal(line, new FloatValue(double.Parse(reader.Take().Value, CultureInfo.InvariantCulture)));
            case TokenKind.Sign when value is "(":
                return ReadBrackets();
            case TokenKind.Sign when value is "[":
                return ReadList();
            case TokenKind.Sign when value is "{":
                return ReadMap();
            default:
                throw reader.Unexpected("an expression");
        }
    }

    private static Value? Constant(string name) => name switch
    {
        "true" or "True" => BooleanValue.True,
        "false" or "False" => BooleanValue.False,
        "none" or "None" => NoneValue.Instance,
        _ => null,
    };

    /// <summary>Texts side by side are one.</summary>
    private Literal ReadTexts()
    {
        var first = reader.Take();
        var text = first.Value;
        while (reader.Current.Kind == TokenKind.Text) text += reader.Take().Value;
        return new Literal(first.Line, TextValue.Of(text));
    }

    private Expression ReadBrackets()
    {
        var line = reader.Take().Line;
        var inside = reader.Current.IsSign(")") ? new ListLiteral(line, [], IsTuple: true) : expressions.ReadTuple();
        reader.ExpectSign(")");
        return inside;
    }

    private ListLiteral ReadList()
    {
        var line = reader.Take().Line;
        var items = new List<Expression>();
        while (!reader.TakeSign("]"))
        {
            if (items.Count > 0) reader.ExpectSign(",");
            if (reader.TakeSign("]")) break;
            items.Add(expressions.Read());
        }

        return new ListLiteral(line, items, IsTuple: false);
    }

    private MapLiteral ReadMap()
    {
        var line = reader.Take().Line;
        var items = new List<(Expression Key, Expression Value)>();
        while (!reader.TakeSign("}"))
        {
            if (items.Count > 0) reader.ExpectSign(",");
            if (reader.TakeSign("}")) break;
            var key = expressions.Read();
            reader.ExpectSign(":");
            items.Add((key, expressions.Read()));
        }

        return new MapLiteral(line, items);
    }
}
