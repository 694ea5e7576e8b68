namespace Pipelines.Tokenizers;

/// <summary>What stands behind a backslash in an expression.</summary>
internal static class Escapes
{
    /// <summary>Outside of a class.</summary>
    public static string Outside(PatternCursor source)
    {
        switch (source.Peek)
        {
            case 'A' or 'z' or 'Z' or 'b' or 'B' or 'G' or (>= '1' and <= '9'):
                return "\\" + source.TakeCharacter();
            case 'R':
                source.TakeCharacter();
                return "(?>\\r\\n|[\\n-\\r\\u0085\\u2028\\u2029])";
            default:
                return InClass(source, out var isNegated) is var members && isNegated ? $"[^{members}]" : $"[{members}]";
        }
    }

    /// <summary>As members of a class; <paramref name="isNegated"/> says that it stands for all others.</summary>
    public static string InClass(PatternCursor source, out bool isNegated)
    {
        isNegated = false;
        switch (source.TakeCharacter())
        {
            case 'p':
                return Property(source, out isNegated);
            case 'P':
                var members = Property(source, out isNegated);
                isNegated = !isNegated;
                return members;
            case 's':
                return "\\s";
            case 'd':
                return "\\p{Nd}";
            case 'w':
                return UnicodeSets.Word;
            case 'h':
                return "0-9a-fA-F";
            case 'S':
                isNegated = true;
                return "\\s";
            case 'D':
                isNegated = true;
                return "\\p{Nd}";
            case 'W':
                isNegated = true;
                return UnicodeSets.Word;
            case 'H':
                isNegated = true;
                return "0-9a-fA-F";
            case 'n':
                return "\\n";
            case 'r':
                return "\\r";
            case 't':
                return "\\t";
            case 'f':
                return "\\f";
            case 'v':
                return "\\v";
            case 'a':
                return "\\a";
            case 'e':
                return "\\e";
            case '0':
                return "\\0";
            case 'x' when source.Take("{"):
                var character = source.TakeHexadecimal(8);
                return source.Take("}") ? UnicodeSets.Character(character) : throw source.Unsupported("a '\\x{' that is not closed");
            case 'x':
                return UnicodeSets.Character(source.TakeHexadecimal(2));
            case 'u':
                return UnicodeSets.Character(source.TakeHexadecimal(4));
            case var letter when char.IsAsciiLetterOrDigit(letter):
                throw source.Unsupported($"'\\{letter}'");
            case var other:
                return UnicodeSets.Character(other);
        }
    }

    private static string Property(PatternCursor source, out bool isNegated)
    {
        if (!source.Take("{")) throw source.Unsupported("a '\\p' without braces");
        var name = source.TakeUntil('}');
        isNegated = name.StartsWith('^');
        return UnicodeSets.Property(name.TrimStart('^')) ?? throw source.Unsupported($"the property \\p{{{name}}}");
    }
}
