using System.Globalization;
using System.Numerics;

namespace Pipelines.Tokenizers.Jinja;

/// <summary><c>'%s and %d' % (a, b)</c></summary>
internal static class PercentFormat
{
    /// <summary>
    /// The text with values in the place of <c>%s</c>, <c>%r</c>, <c>%d</c>, <c>%i</c>, <c>%x</c>, <c>%f</c>, each perhaps with
    /// <c>-</c>, <c>0</c>, a width and a precision; <c>%%</c> is a percent sign.
    /// </summary>
    /// <param name="format">the text</param>
    /// <param name="values">a tuple of values, or the only one</param>
    /// <exception cref="JinjaException">
    /// another letter, too few or too many values, or one that is no number where that is needed
    /// </exception>
    public static TextValue Format(TextValue format, Value values)
    {
        var all = values is ListValue { IsTuple: true } tuple ? tuple.List : [values];
        var (builder, text, next) = (new TextBuilder(), format.Text, 0);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '%')
            {
                builder.Append(format, at, 1);
                continue;
            }

            if (at + 1 < text.Length && text[at + 1] == '%')
            {
                builder.Append(format, at++, 1);
                continue;
            }

            var field = Field.Read(text, ref at);
            if (next == all.Count) throw new JinjaException($"{format.Described} has more places than there are values");
            builder.Append(field.Fill(all[next++]));
        }

        // One list or map may go unused, as Python has it, since it could be asked for its items by name.
        if (next < all.Count && values is not (MapValue or ListValue { IsTuple: false }))
            throw new JinjaException($"{format.Described} has fewer places than there are values");
        return builder.ToText();
    }

    /// <param name="Left">whether the value stands on the left of its width</param>
    /// <param name="Zero">whether zeros fill the width</param>
    /// <param name="Width">least characters</param>
    /// <param name="Precision">digits behind the point, or most characters of a text; null where that is not said</param>
    /// <param name="Letter">how the value is printed</param>
    private readonly record struct Field(bool Left, bool Zero, int Width, int? Precision, char Letter)
    {
        /// <summary>Reads what stands behind a percent sign, up to its letter.</summary>
        public static Field Read(string text, ref int at)
        {
            var (left, zero) = (false, false);
            for (at++; at < text.Length && text[at] is '-' or '0'; at++) (left, zero) = (left || text[at] == '-', zero || text[at] == '0');
            var width = Digits(text, ref at);
            int? precision = null;
            if (at < text.Length && text[at] == '.')
            {
                at++;
                precision = Digits(text, ref at);
            }

            var letter = at < text.Length ? text[at] : ' ';
            if ("srdixf".Contains(letter)) return new Field(left, zero && !left, width, precision, letter);
            throw new JinjaException($"'%{letter}' is not known in a text with places for values; known are %s, %r, %d, %i, %x, %f");
        }

        public TextValue Fill(Value value)
        {
            var printed = Print(value);
            var missing = Math.Max(0, Width - printed.Length!.Value);
            if (missing == 0) return printed;
            if (Zero && Letter is not ('s' or 'r'))
            {
                var sign = printed.Text.StartsWith('-') ? 1 : 0;
                return TextValue.Of(printed.Text[..sign] + new string('0', missing) + printed.Text[sign..]);
            }

            var blanks = new string(' ', missing);
            return Left
                ? new TextBuilder().Append(printed).Append(blanks).ToText()
                : new TextBuilder().Append(blanks).Append(printed).ToText();
        }

        private TextValue Print(Value value)
        {
            switch (Letter)
            {
                case 's':
                    return Cut(value.Printed());
                case 'r':
                    var quoted = new TextBuilder();
                    value.PrintQuoted(quoted);
                    return Cut(quoted.ToText());
                case 'x':
                    var whole = Indices.Whole(value) ?? throw Wrong(value);
                    var digits = BigInteger.Abs(whole).ToString("x", CultureInfo.InvariantCulture).TrimStart('0');
                    return TextValue.Of((whole < 0 ? "-" : "") + (digits.Length == 0 ? "0" : digits));
                case 'f':
                    var number = Arithmetic.Real(value) ?? throw Wrong(value);
                    return TextValue.Of(number.ToString("F" + Math.Min(Precision ?? 6, 300), CultureInfo.InvariantCulture));
                default:
                    var integer = value is FloatValue real && double.IsFinite(real.Number)
                        ? new BigInteger(real.Number)
                        : Indices.Whole(value);
                    return TextValue.Of((integer ?? throw Wrong(value)).ToString(CultureInfo.InvariantCulture));
            }
        }

        private TextValue Cut(TextValue text) => Precision is { } most && most < text.Length ? text.Pick(0, 1, most) : text;

        private JinjaException Wrong(Value value) => new($"'%{Letter}' prints a number, not {value.Described}");

        private static int Digits(string text, ref int at)
        {
            var number = 0;
            for (; at < text.Length && char.IsAsciiDigit(text[at]); at++)
                number = Math.Min(number * 10 + text[at] - '0', TextBuilder.MostCharacters);
            return number;
        }
    }
}
