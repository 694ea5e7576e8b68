using System.Globalization;
using System.Numerics;

namespace Pipelines.Verification;

/// <summary>An exact fraction, kept in lowest terms with a positive denominator, of bounded size.</summary>
internal readonly record struct Rational : IComparable<Rational>
{
    /// <summary>Most bits of numerator and denominator; larger results are refused, so that no expression takes memory or time.</summary>
    public const int MostBits = 4096;

    private readonly BigInteger below; // the denominator less one, so that default is zero

    /// <exception cref="ArithmeticException">the denominator is zero, or the fraction is too large</exception>
    public Rational(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero) throw new DivideByZeroException("division by zero");
        var common = BigInteger.GreatestCommonDivisor(numerator, denominator) * denominator.Sign;
        Numerator = numerator / common;
        below = denominator / common - 1;
        if (Numerator.GetBitLength() > MostBits || below.GetBitLength() > MostBits) throw TooLarge();
    }

    /// <summary>What is above the line, with the sign.</summary>
    public BigInteger Numerator { get; }

    /// <summary>What is below the line, 1 or more.</summary>
    public BigInteger Denominator => below + 1;

    /// <summary>Whether it is a whole number.</summary>
    public bool IsInteger => below.IsZero;

    public static Rational operator +(Rational a, Rational b) =>
        new(a.Numerator * b.Denominator + b.Numerator * a.Denominator, a.Denominator * b.Denominator);

    public static Rational operator -(Rational a, Rational b) => a + -b;

    public static Rational operator -(Rational a) => new(-a.Numerator, a.Denominator);

    public static Rational operator *(Rational a, Rational b) => new(a.Numerator * b.Numerator, a.Denominator * b.Denominator);

    public static Rational operator /(Rational a, Rational b) => new(a.Numerator * b.Denominator, a.Denominator * b.Numerator);

    /// <summary>A whole power.</summary>
    /// <exception cref="ArithmeticException">the power is no whole number, or what comes out is too large</exception>
    public static Rational Power(Rational value, Rational exponent)
    {
        if (!exponent.IsInteger) throw new ArithmeticException("a power that is no whole number");
        var bits = Math.Max(value.Numerator.GetBitLength(), value.Denominator.GetBitLength());
        // Checked before it is computed: of 1, 0 and -1 every power is small.
        if (bits > 1 && BigInteger.Abs(exponent.Numerator) * (bits - 1) > MostBits) throw TooLarge();
        var times = bits > 1 ? (int)exponent.Numerator : (int)(exponent.Numerator % 2) + 2 * exponent.Numerator.Sign;
        var (above, under) = (BigInteger.Pow(value.Numerator, Math.Abs(times)), BigInteger.Pow(value.Denominator, Math.Abs(times)));
        return times < 0 ? new Rational(under, above) : new Rational(above, under);
    }

    /// <summary>The distance from zero.</summary>
    public Rational Abs() => new(BigInteger.Abs(Numerator), Denominator);

    public int CompareTo(Rational other) => (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

    /// <summary>Reads digits with at most one point and an exponent, such as <c>-1.5e3</c>; no separators.</summary>
    /// <returns>null where it is no number, or one that is too large</returns>
    public static Rational? Parse(ReadOnlySpan<char> text)
    {
        var exponent = 0;
        if (text.IndexOfAny('e', 'E') is var mark and >= 0)
        {
            if (!int.TryParse(text[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)) return null;
            text = text[..mark];
        }
        var point = text.IndexOf('.');
        if (point >= 0) exponent -= text.Length - point - 1;
        // A digit takes less than four bits.
        if (text.Length > MostBits / 4 || Math.Abs((long)exponent) > MostBits / 4) return null;
        var digits = point < 0 ? text : string.Concat(text[..point], text[(point + 1)..]);
        if (!BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)) return null;
        var scale = BigInteger.Pow(10, Math.Abs(exponent));
        if ((whole * scale).GetBitLength() > MostBits) return null;
        return exponent < 0 ? new Rational(whole, scale) : new Rational(whole * scale, 1);
    }

    /// <summary>The number whose shortest decimal digits are those of <paramref name="value"/>: 0.1 is one tenth.</summary>
    public static Rational Of(double value) => Parse(value.ToString("R", CultureInfo.InvariantCulture))
        ?? throw new ArithmeticException($"{value} is no fraction");

    public override string ToString() => Shortened.To(IsInteger ? $"{Numerator}" : $"{Numerator}/{Denominator}");

    private static ArithmeticException TooLarge() => new($"a number of more than {MostBits} bits");
}
