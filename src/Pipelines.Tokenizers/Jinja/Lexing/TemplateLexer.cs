namespace Pipelines.Tokenizers.Jinja;

/// <summary>
/// Cuts a template into text and tags. White space is treated as Jinja does with <c>trim_blocks</c> and <c>lstrip_blocks</c>, which is how
/// chat templates are read: the line break after a <c>%}</c> or <c>#}</c> goes, and so does the indentation before a <c>{%</c> or
/// <c>{#</c> that begins a line; <c>-</c> in a tag takes all white space on its side, <c>+</c> keeps it.
/// </summary>
internal sealed class TemplateLexer
{
    private readonly string source;
    private readonly List<Token> tokens = [];
    private int at;
    private int line = 1;
    private bool lineStarts = true;

    private TemplateLexer(string template)
    {
        source = template.ReplaceLineEndings("\n");
        if (source.EndsWith('\n')) source = source[..^1];
    }

    /// <summary>The tokens of a template, <see cref="TokenKind.End"/> the last.</summary>
    /// <exception cref="JinjaException">a tag, text or comment that does not end, or a character that no tag can hold</exception>
    public static List<Token> Read(string template)
    {
        var lexer = new TemplateLexer(template);
        while (lexer.ReadPiece()) { }
        lexer.tokens.Add(new Token(TokenKind.End, "", lexer.line));
        return lexer.tokens;
    }

    /// <summary>Reads text up to the next tag, and the tag.</summary>
    private bool ReadPiece()
    {
        var begin = NextTag(at);
        if (begin < 0)
        {
            AddData(source[at..]);
            return false;
        }

        var (kind, sign) = (source[begin + 1], begin + 2 < source.Length ? source[begin + 2] : ' ');
        AddData(BeforeTag(source[at..begin], kind, sign));
        Advance(begin + (sign is '-' or '+' ? 3 : 2));
        if (kind == '#') ReadComment();
        else if (kind == '{') ReadInside(TokenKind.OutputBegin, TokenKind.OutputEnd, '}');
        else if (RawEnd() is { } after) ReadRaw(after);
        else ReadInside(TokenKind.TagBegin, TokenKind.TagEnd, '%');
        lineStarts = source[at - 1] == '\n';
        return true;
    }

    private int NextTag(int from)
    {
        for (var open = source.IndexOf('{', from); open >= 0 && open + 1 < source.Length; open = source.IndexOf('{', open + 1))
            if (source[open + 1] is '{' or '%' or '#') return open;
        return -1;
    }

    /// <summary>What is left of the text before a tag.</summary>
    private string BeforeTag(string text, char kind, char sign)
    {
        if (sign == '-') return text.TrimEnd();
        if (sign == '+' || kind == '{') return text;
        var lineStart = text.LastIndexOf('\n') + 1;
        return (lineStart > 0 || lineStarts) && string.IsNullOrWhiteSpace(text[lineStart..]) ? text[..lineStart] : text;
    }

    private void ReadComment()
    {
        var (began, end) = (line, source.IndexOf("#}", at, StringComparison.Ordinal));
        if (end < 0) throw new JinjaException("a comment '{#' does not end with '#}'").At(began);
        var sign = end > at ? source[end - 1] : ' ';
        Advance(end + 2);
        AfterTag(sign);
    }

    private void ReadInside(TokenKind begin, TokenKind end, char close)
    {
        tokens.Add(new Token(begin, "", line));
        var inside = new TagLexer(source, at, line, tokens);
        var sign = inside.ReadUntil(close);
        Advance(inside.Position);
        tokens.Add(new Token(end, "", line));
        if (end == TokenKind.TagEnd) AfterTag(sign);
        else if (sign == '-') SkipWhiteSpace();
    }

    /// <summary>Where a <c>raw</c> tag ends whose inside begins here; null when it is another tag.</summary>
    private int? RawEnd()
    {
        var word = source.AsSpan(at).TrimStart();
        if (!word.StartsWith("raw")) return null;
        var rest = word[3..].TrimStart();
        return rest.StartsWith("%}") || rest.StartsWith("-%}") ? source.Length - rest.Length : null;
    }

    private void ReadRaw(int tagEnd)
    {
        var began = line;
        var strips = source[tagEnd] == '-';
        Advance(tagEnd + (strips ? 3 : 2));
        if (strips) SkipWhiteSpace();
        lineStarts = source[at - 1] == '\n';
        for (var open = source.IndexOf("{%", at, StringComparison.Ordinal);
            open >= 0;
            open = source.IndexOf("{%", open + 2, StringComparison.Ordinal))
        {
            var begins = open + 2 < source.Length && source[open + 2] is '-' or '+' ? 3 : 2;
            var word = source.AsSpan(open + begins).TrimStart();
            if (!word.StartsWith("endraw")) continue;
            var rest = word[6..].TrimStart();
            var sign = rest.Length > 0 ? rest[0] : ' ';
            if (!rest.StartsWith("%}") && !((sign is '-' or '+') && rest[1..].StartsWith("%}"))) continue;
            AddData(BeforeTag(source[at..open], '%', begins == 3 ? source[open + 2] : ' '));
            Advance(source.Length - rest.Length + (sign is '-' or '+' ? 3 : 2));
            AfterTag(sign);
            return;
        }

        throw new JinjaException("'raw' does not end with 'endraw'").At(began);
    }

    /// <summary>Skips what the end of a tag takes of the text behind it.</summary>
    private void AfterTag(char sign)
    {
        if (sign == '-') SkipWhiteSpace();
        else if (sign != '+' && at < source.Length && source[at] == '\n') Advance(at + 1);
    }

    private void SkipWhiteSpace()
    {
        var end = at;
        while (end < source.Length && char.IsWhiteSpace(source[end])) end++;
        Advance(end);
    }

    private void AddData(string text)
    {
        if (text.Length > 0) tokens.Add(new Token(TokenKind.Data, text, line));
    }

    private void Advance(int to)
    {
        line += source.AsSpan(at, to - at).Count('\n');
        at = to;
    }
}
