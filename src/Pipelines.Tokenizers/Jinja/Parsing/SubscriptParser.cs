namespace Pipelines.Tokenizers.Jinja;

/// <summary>Reads what is in square brackets behind a value: an index, a key, or a slice.</summary>
/// <param name="reader">the tokens</param>
/// <param name="expressions">reads what is inside</param>
internal sealed class SubscriptParser(TokenReader reader, ExpressionParser expressions)
{
    /// <summary>The item or the slice of <paramref name="value"/>.</summary>
    public Expression Read(Expression value)
    {
        var line = reader.Take().Line;
        var start = ReadBorder();
        if (!reader.TakeSign(":"))
        {
            if (start is null) throw reader.Unexpected("an index");
            reader.ExpectSign("]");
            return new Subscript(line, value, start);
        }

        var end = ReadBorder();
        var step = reader.TakeSign(":") ? ReadBorder() : null;
        reader.ExpectSign("]");
        return new Slice(line, value, start, end, step);
    }

    private Expression? ReadBorder() => reader.Current.IsSign(":") || reader.Current.IsSign("]") ? null : expressions.Read();
}
