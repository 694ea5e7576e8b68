namespace Pipelines.Spec;

/// <summary>
/// An expression over whole numbers that a <c>[Block]</c> says of its class: its <c>Rule</c>, which holds or does not, and its
/// <c>Weights</c>, which are a number. Names are <c>dim</c> and the block's settings; <c>+ - * / %</c> count in 64 bits and divide to
/// whole numbers, <c>== != &lt; &lt;= &gt; &gt;=</c> compare, <c>&amp;&amp; || !</c> join, and <c>( )</c> bind.
/// </summary>
public sealed class BlockExpression
{
    private readonly ExpressionNode root;

    private BlockExpression(string text, ExpressionNode root) => (Text, this.root) = (text, root);

    /// <summary>What was read.</summary>
    public string Text { get; }

    /// <summary>Whether it holds or does not, rather than being a number.</summary>
    public bool IsCondition => root.IsCondition;

    /// <summary>Reads an expression.</summary>
    /// <param name="text">such as <c>dim % groups == 0</c></param>
    /// <param name="names">what it may name</param>
    /// <exception cref="BlockExpressionException">it is none; the message says at which column, counted from 1</exception>
    public static BlockExpression Parse(string text, IEnumerable<string> names) => new(text, new ExpressionReader(text, names).Read());

    /// <summary>The number that it is.</summary>
    /// <param name="values">the value of each name; a flag is 0 or 1</param>
    /// <exception cref="BlockExpressionException">it divides by zero, or passes 64 bits; or it is a condition</exception>
    public long Number(IReadOnlyDictionary<string, long> values) => IsCondition
        ? throw new BlockExpressionException($"'{Text}' is a condition, not a number")
        : Value(values);

    /// <summary>Whether it holds.</summary>
    /// <param name="values">the value of each name; a flag is 0 or 1</param>
    /// <exception cref="BlockExpressionException">it divides by zero, or passes 64 bits; or it is a number</exception>
    public bool Holds(IReadOnlyDictionary<string, long> values) => IsCondition
        ? Value(values) != 0
        : throw new BlockExpressionException($"'{Text}' is a number, not a condition");

    private long Value(IReadOnlyDictionary<string, long> values)
    {
        try
        {
            return root.Value(values);
        }
        catch (OverflowException)
        {
            throw new BlockExpressionException($"'{Text}' passes 64 bits");
        }
        catch (DivideByZeroException)
        {
            throw new BlockExpressionException($"'{Text}' divides by zero");
        }
    }
}

/// <summary>Says what is wrong with the expression of a <c>[Block]</c>.</summary>
public sealed class BlockExpressionException(string message) : Exception(message);
