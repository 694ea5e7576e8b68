namespace Pipelines.Verification;

/// <summary>
/// Expressions of <c>+ - * / ^</c>, parentheses and decimal numbers, computed exactly. <c>^</c> (or <c>**</c>) binds strongest and to the
/// right, then signs, then <c>* × · / ÷</c>, then <c>+ -</c>: −2^2 is −4, 2^3^2 is 512.
/// </summary>
internal ref struct ArithmeticExpression
{
    private const int MostCharacters = 2000;
    private const int MostDepth = 100;

    private readonly ReadOnlySpan<char> text;
    private int place;
    private int depth;

    private ArithmeticExpression(ReadOnlySpan<char> text) => this.text = text;

    /// <summary>The value of an expression.</summary>
    /// <exception cref="FormatException">it is no expression; the message says at which character</exception>
    /// <exception cref="ArithmeticException">a division by zero, a power that is no whole number, a result that is too large</exception>
    public static Rational Evaluate(string text)
    {
        if (text.Length > MostCharacters) throw new FormatException($"an expression of more than {MostCharacters} characters");
        var expression = new ArithmeticExpression(text);
        var value = expression.Sum();
        return expression.Next == '\0' ? value : throw expression.Unexpected();
    }

    /// <summary>The next character that is no space, or NUL at the end.</summary>
    private char Next
    {
        get
        {
            while (place < text.Length && char.IsWhiteSpace(text[place])) place++;
            return place < text.Length ? text[place] : '\0';
        }
    }

    private Rational Sum()
    {
        var value = Product();
        while (true)
        {
            if (Take('+')) value += Product();
            else if (Take('-') || Take('−')) value -= Product();
            else return value;
        }
    }

    private Rational Product()
    {
        var value = Signed();
        while (true)
        {
            if (Take('*') || Take('×') || Take('·')) value *= Signed();
            else if (Take('/') || Take('÷')) value /= Signed();
            else return value;
        }
    }

    private Rational Signed()
    {
        if (++depth > MostDepth) throw new FormatException($"an expression of more than {MostDepth} levels");
        var value = Take('-') || Take('−') ? -Signed() : Take('+') ? Signed() : Power();
        depth--;
        return value;
    }

    private Rational Power()
    {
        var value = Primary();
        return TakePower() ? Rational.Power(value, Signed()) : value;
    }

    private Rational Primary()
    {
        if (Take('('))
        {
            var value = Sum();
            return Take(')') ? value : throw Unexpected();
        }
        if (!char.IsAsciiDigit(Next) && Next != '.') throw Unexpected();
        var start = place;
        while (place < text.Length && (char.IsAsciiDigit(text[place]) || text[place] == '.')) place++;
        return Rational.Parse(text[start..place])
            ?? throw new FormatException($"'{Shortened.To(text[start..place].ToString())}' is no number");
    }

    private bool TakePower()
    {
        if (Take('^')) return true;
        if (Next != '*' || place + 1 >= text.Length || text[place + 1] != '*') return false;
        place += 2;
        return true;
    }

    private bool Take(char character)
    {
        if (Next != character) return false;
        place++;
        return true;
    }

    private FormatException Unexpected() => new(
        Next == '\0' ? "the expression ends too early" : $"'{Next}' at character {place + 1} does not belong to an expression");
}
