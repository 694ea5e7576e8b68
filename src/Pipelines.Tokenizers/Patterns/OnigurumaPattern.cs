using System.Text;
using System.Text.RegularExpressions;

namespace Pipelines.Tokenizers;

/// <summary>
/// Translates a regular expression from Oniguruma's Ruby syntax, which Hugging Face's library reads, to .NET's: possessive quantifiers
/// become atomic groups, <c>^</c> and <c>$</c> are about lines, classes are those of Unicode. It is matched against <see cref="StandIns"/>.
/// </summary>
internal sealed class OnigurumaPattern
{
    private static readonly string[] Openings = ["(?:", "(?=", "(?!", "(?>", "(?<=", "(?<!"];

    private readonly PatternCursor source;
    private readonly StringBuilder translated = new();

    /// <summary>Where groups that are open began in the translation, and whether case counted outside of them.</summary>
    private readonly Stack<(int Start, bool IgnoresCase)> groups = new();

    /// <summary>Where what a quantifier would be about begins in the translation; −1 where there is nothing.</summary>
    private int atom = -1;
    private bool ignoresCase;

    private OnigurumaPattern(string source) => this.source = new PatternCursor(source);

    /// <summary>The expression. It is compiled when it is used first, and checked at once.</summary>
    /// <exception cref="TokenizerFormatException">it is not well-formed, or uses what has no counterpart: which</exception>
    public static Lazy<Regex> Compile(string source)
    {
        var translated = Translate(source);
        try
        {
            _ = new Regex(translated, RegexOptions.CultureInvariant);
            return new(() => new Regex(translated, RegexOptions.CultureInvariant | RegexOptions.Compiled));
        }
        catch (ArgumentException failure)
        {
            throw new TokenizerFormatException($"not a regular expression: {failure.Message}", failure);
        }
    }

    /// <summary>The expression in .NET's syntax.</summary>
    /// <exception cref="TokenizerFormatException">it uses what has no counterpart: which</exception>
    public static string Translate(string source)
    {
        var pattern = new OnigurumaPattern(source);
        while (!pattern.source.IsAtEnd) pattern.Next();
        return pattern.translated.ToString();
    }

    private void Next()
    {
        if (source.Take("(?#")) source.TakeUntil(')');
        else if (source.Peek == '(') Open();
        else if (source.Take(")")) Close();
        else if (source.Take("|")) Write("|", isAtom: false);
        else if (source.Take("^")) Write("(?m:^)", isAtom: false);
        else if (source.Take("$")) Write("(?m:$)", isAtom: false);
        else if (source.Peek is '?' or '*' or '+' || source.IsAtInterval) Quantify();
        else if (source.Take("[")) Write(new ClassReader(source, ignoresCase).Read(), isAtom: true);
        else if (source.Take("\\")) Write(Escapes.Outside(source), isAtom: true);
        else Write(Literal(source.TakeCharacter()), isAtom: true);
    }

    private void Write(string text, bool isAtom)
    {
        atom = isAtom ? translated.Length : -1;
        translated.Append(text);
    }

    private string Literal(char character) =>
        ignoresCase ? CaseFolds.Literal(character) : character is '{' or '}' or ']' ? $"\\{character}" : character.ToString();

    private void Open()
    {
        groups.Push((translated.Length, ignoresCase));
        if (Openings.FirstOrDefault(source.StartsWith) is { } opening)
        {
            source.Take(opening);
            translated.Append(opening);
        }
        else if (source.Take("(?<"))
        {
            translated.Append("(?<").Append(source.TakeUntil('>')).Append('>');
        }
        else if (source.Take("(?"))
        {
            OpenWithOptions();
        }
        else
        {
            source.Take("(");
            translated.Append('(');
        }

        atom = -1;
    }

    /// <summary><c>(?i:…)</c> and the like, or <c>(?i)</c>, which is about what follows in the group around it.</summary>
    private void OpenWithOptions()
    {
        translated.Append("(?");
        for (var on = true; ;)
        {
            switch (source.TakeCharacter())
            {
                case ':':
                    translated.Append(':');
                    return;
                case ')':
                    translated.Append(')');
                    groups.Pop();
                    return;
                case '-':
                    on = false;
                    translated.Append('-');
                    break;
                case 'i':
                    ignoresCase = on;
                    translated.Append('i');
                    break;
                case 'm':
                    translated.Append('s'); // the dot matches line breaks, too
                    break;
                case 'x':
                    throw source.Unsupported("the option x");
                case var option:
                    throw source.Unsupported($"'(?{option}'");
            }
        }
    }

    private void Close()
    {
        if (!groups.TryPop(out var group)) throw source.Unsupported("a ')' that closes nothing");
        translated.Append(')');
        (atom, ignoresCase) = group;
    }

    private void Quantify()
    {
        if (atom < 0) throw source.Unsupported("a quantifier of nothing");
        var isInterval = source.Peek == '{';
        translated.Append(isInterval ? source.TakeInterval() : source.TakeCharacter().ToString());
        if (source.Take("?"))
        {
            translated.Append('?');
        }
        else if (!isInterval && source.Take("+"))
        {
            // What it matched is not given back.
            translated.Insert(atom, "(?>").Append(')');
        }

        // One more quantifier is about all of it: Ruby's syntax has no possessive intervals.
        if (source.Peek is not ('?' or '*' or '+') && !source.IsAtInterval) return;
        translated.Insert(atom, "(?:").Append(')');
    }
}
