using System.Globalization;
using Pipelines.Spec.Diagnostics;

namespace Pipelines.Spec;

/// <summary>Reads an expression by descent: each level of binding is a method's turn.</summary>
/// <param name="text">the expression</param>
/// <param name="names">what it may name</param>
internal sealed class ExpressionReader(string text, IEnumerable<string> names)
{
    private const int Longest = 1000;
    private const int Deepest = 64;

    /// <summary>What stands between two parts, the loosest first; a comparison does not go on.</summary>
    private static readonly string[][] Levels =
        [["||"], ["&&"], ["==", "!=", "<=", ">=", "<", ">"], ["+", "-"], ["*", "/", "%"]];

    private const int Comparison = 2;

    private readonly List<string> known = names.ToList();
    private int at;
    private int depth;

    /// <summary>The whole of it.</summary>
    public ExpressionNode Read()
    {
        if (text.Length > Longest) throw new BlockExpressionException($"the expression has {text.Length} characters; {Longest} are enough");
        var node = Infix(0);
        return Next == '\0' ? node : throw Fault($"'{Next}' is not expected here");
    }

    private char Next
    {
        get
        {
            while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
            return at < text.Length ? text[at] : '\0';
        }
    }

    private ExpressionNode Infix(int level)
    {
        if (level == Levels.Length) return Prefix();
        var left = Infix(level + 1);
        while (Operator(level) is { } found)
        {
            var (joins, place) = (level < Comparison, at);
            at += found.Length;
            var right = Infix(level + 1);
            if (left.IsCondition != joins || right.IsCondition != joins)
                throw Fault($"'{found}' stands between {(joins ? "conditions" : "numbers")}", place);
            left = new InfixNode(found, left, right, level <= Comparison);
        }
        return left;
    }

    private string? Operator(int level)
    {
        if (Next == '\0') return null;
        return Array.Find(Levels[level], found => string.CompareOrdinal(text, at, found, 0, found.Length) == 0);
    }

    private ExpressionNode Prefix()
    {
        if (Next is not ('-' or '!') || string.CompareOrdinal(text, at, "!=", 0, 2) == 0) return Part();
        var (sign, place) = (text[at++], at);
        Deeper();
        var inner = Prefix();
        depth--;
        return inner.IsCondition == (sign == '!')
            ? new PrefixNode(sign, inner)
            : throw Fault($"'{sign}' stands before {(sign == '!' ? "a condition" : "a number")}", place - 1);
    }

    private ExpressionNode Part()
    {
        if (Next == '(') return Bracket();
        var start = at;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '_')) at++;
        var word = text.Substring(start, at - start);
        if (word.Length == 0) throw Fault(Next == '\0' ? "a number or a name is missing at the end" : $"'{Next}' is not expected here");
        if (!char.IsDigit(word[0])) return Name(word, start);
        return long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new NumberNode(number)
            : throw Fault($"'{word}' is not a whole number of 64 bits", start);
    }

    private NameNode Name(string word, int start) => known.Contains(word)
        ? new(word)
        : throw Fault($"'{word}' is neither dim nor a setting of the block; {Wording.DidYouMean(word, known, "there is")}", start);

    private ExpressionNode Bracket()
    {
        var open = at++;
        Deeper();
        var inner = Infix(0);
        depth--;
        if (Next != ')') throw Fault("the '(' that opens here does not close", open);
        at++;
        return inner;
    }

    private void Deeper()
    {
        if (++depth > Deepest) throw Fault($"brackets and signs are more than {Deepest} deep here");
    }

    private BlockExpressionException Fault(string message, int? place = null) =>
        new($"{Wording.Quote(text)}, column {(place ?? at) + 1}: {message}");
}
