namespace Pipelines.Tokenizers.Jinja;

/// <summary>Texts filled up to a width.</summary>
internal static class Padding
{
    /// <summary>Filled on one side.</summary>
    /// <exception cref="JinjaException">the filling is not one character, or the width is too large</exception>
    public static TextValue Pad(TextValue text, Bound arguments, bool left)
    {
        var fill = arguments.Text(1) ?? TextValue.Of(" ");
        if (fill.Length != 1) throw new JinjaException($"a text is filled up with one character, not with {fill.Described}");
        var missing = Math.Max(0, arguments.Integer(0, 0) - text.Length!.Value);
        return Filled(text, fill.Text, left ? missing : 0, left ? 0 : missing);
    }

    /// <summary>Filled with blanks on both sides; of an odd number the right has one more, unless the width is odd.</summary>
    /// <exception cref="JinjaException">the width is too large</exception>
    public static TextValue Center(TextValue text, int width)
    {
        var missing = Math.Max(0, width - text.Length!.Value);
        var before = missing / 2 + (missing & width & 1);
        return Filled(text, " ", before, missing - before);
    }

    /// <summary>Filled with zeros on the left, behind a sign.</summary>
    public static TextValue Zeros(TextValue text, int width)
    {
        var sign = text.Text.StartsWith('+') || text.Text.StartsWith('-') ? 1 : 0;
        var number = Filled(text.Part(sign, text.Text.Length - sign), "0", Math.Max(0, width - text.Length!.Value), 0);
        return new TextBuilder().Append(text, 0, sign).Append(number).ToText();
    }

    private static TextValue Filled(TextValue text, string fill, int before, int behind)
    {
        if (Math.Max(before, behind) > TextBuilder.MostCharacters)
            throw new JinjaException($"a text becomes longer than {TextBuilder.MostCharacters:N0} characters");
        return new TextBuilder().Append(string.Concat(Enumerable.Repeat(fill, before))).Append(text)
            .Append(string.Concat(Enumerable.Repeat(fill, behind))).ToText();
    }
}
