namespace Pipelines.Tokenizers.Jinja;

/// <summary><c>'{} and {name}'.format(…)</c></summary>
internal static class BraceFormat
{
    /// <summary>The text with arguments in the place of braces: <c>{}</c>, <c>{0}</c>, <c>{name}</c>; <c>{{</c> is a brace.</summary>
    /// <exception cref="JinjaException">a brace without its other, an argument that is not there, or a format behind <c>:</c></exception>
    public static TextValue Format(TextValue format, Arguments arguments)
    {
        var (builder, places, text) = (new TextBuilder(), new Places(arguments), format.Text);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] is not ('{' or '}'))
            {
                builder.Append(format, at, 1);
                continue;
            }

            if (at + 1 < text.Length && text[at + 1] == text[at])
            {
                builder.Append(format, at++, 1);
                continue;
            }

            var end = text.IndexOf('}', at);
            if (text[at] == '}' || end < 0) throw new JinjaException($"'format': a single '{text[at]}' in {format.Described}");
            places.Argument(text[(at + 1)..end]).Print(builder);
            at = end;
        }

        return builder.ToText();
    }

    /// <summary>The arguments, counted or numbered, but not both.</summary>
    private sealed class Places(Arguments arguments)
    {
        private int next;
        private bool numbered;

        public Value Argument(string field)
        {
            if (field.AsSpan().IndexOfAny(":!.[") >= 0)
                throw new JinjaException($"'format': '{{{field}}}' is not known; known are {{}}, a number or a name in braces");
            if (field.Length > 0 && !char.IsAsciiDigit(field[0]))
                return arguments.Find(field) ?? throw new JinjaException($"'format': there is no argument '{field}'");
            if (field.Length == 0 ? numbered : next > 0) throw new JinjaException("'format': braces are either numbered or not");
            numbered = field.Length > 0;
            var place = !numbered ? next++ : PythonNumber.Integer(field, 10) is { } number && number < int.MaxValue ? (int)number : -1;
            return place >= 0 && place < arguments.Positional.Count
                ? arguments.Positional[place]
                : throw new JinjaException($"'format': there is no argument for '{{{field}}}'");
        }
    }
}
