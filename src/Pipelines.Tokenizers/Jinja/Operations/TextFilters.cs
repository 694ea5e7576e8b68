namespace Pipelines.Tokenizers.Jinja;

/// <summary>Filters that make a text.</summary>
internal static class TextFilters
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Operation> All { get; } =
    [
        Of("trim", ["chars"], (text, a) => Trimming.Strip(text, a.Text(0), left: true, right: true)),
        Of("upper", [], (text, _) => Casing.Upper(text)),
        Of("lower", [], (text, _) => Casing.Lower(text)),
        Of("title", [], (text, _) => Casing.Words(text)),
        Of("capitalize", [], (text, _) => Casing.Capitalize(text)),
        Of("string", [], (text, _) => text),
        Of("safe", [], (text, _) => text),
        Of("escape", [], (text, _) => Escape(text)),
        Of("e", [], (text, _) => Escape(text)),
        Of("center", ["width"], (text, a) => Padding.Center(text, a.Integer(0, 80))),
        Of("replace", ["old", "new", "count"],
            (text, a) => Replacing.Replace(text, a[0]!.Printed(), a[1]!.Printed(), a.Integer(2, -1)), required: 2),
        new("indent", ["width", "first", "blank"], (value, a) => Indent(
            value as TextValue ?? throw new JinjaException($"'indent' needs a text, not {value.Described}"), a)),
        Of("wordcount", [], (text, _) => new IntegerValue(Words(text))),
        new("format", [],
            (text, a) => PercentFormat.Format(text.Printed(), new ListValue(a.Given.Positional, isTuple: true))) { TakesMore = true },
        new("tojson", ["ensure_ascii", "indent", "separators", "sort_keys"], (value, a) => JsonText.Write(value, a)),
    ];

    private static Operation Of(string name, string[] parameters, Func<TextValue, Bound, Value> apply, int required = 0) =>
        new(name, parameters, (input, arguments) => apply(input.Printed(), arguments)) { Required = required };

    /// <summary>Every line but the first, and but empty ones, with blanks before it.</summary>
    private static TextValue Indent(TextValue text, Bound arguments)
    {
        var indentation = arguments[0] is TextValue given
            ? given
            : TextValue.Of(new string(' ', Math.Clamp(arguments.Integer(0, 4), 0, 1_000)));
        var (first, blank) = (arguments.Flag(1), arguments.Flag(2));
        var builder = new TextBuilder();
        // A line break is added before lines are counted, so that one at the end of the text leaves an empty line.
        var lines = Splitting.Lines(new TextBuilder().Append(text).Append("\n").ToText(), keepEnds: false);
        for (var i = 0; i < lines.Count; i++)
        {
            if (i > 0) builder.Append("\n");
            if (i == 0 ? first : blank || lines[i].IsTrue) builder.Append(indentation);
            builder.Append((TextValue)lines[i]);
        }

        return builder.ToText();
    }

    private static TextValue Escape(TextValue text)
    {
        foreach (var (sign, name) in new[] { ("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("'", "&#39;"), ("\"", "&#34;") })
            text = Replacing.Replace(text, TextValue.Of(sign), TextValue.Of(name), -1);
        return text;
    }

    /// <summary>Runs of letters, digits and <c>_</c>.</summary>
    private static int Words(TextValue text)
    {
        var (words, inside) = (0, false);
        foreach (var rune in text.Text.EnumerateRunes())
        {
            var belongs = rune.Value == '_' || System.Text.Rune.IsLetterOrDigit(rune);
            if (belongs && !inside) words++;
            inside = belongs;
        }

        return words;
    }
}
