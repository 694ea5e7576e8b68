using Pipelines.Tokenizers;

namespace Pipelines.Serving;

/// <summary>Rules of answers whose text can be told from calls: any text, and after it calls or the end.</summary>
/// <param name="syntax">how calls are written</param>
/// <param name="isSpecial">whether they begin with a special token, which no text holds</param>
internal sealed class UncalledText(ToolCallSyntax syntax, bool isSpecial)
{
    /// <summary>
    /// Writes the rule <c>root</c> and what it needs; it calls the rules <c>calls</c> and <c>called</c>, what follows their mark.
    /// </summary>
    /// <param name="rule">writes a rule: its name and its expression</param>
    public void Write(Action<string, string> rule)
    {
        if (isSpecial) rule("root", ".* calls?");
        else if (syntax.Open.Length == 0) WriteLines(rule);
        else WriteMarked(rule);
    }

    /// <summary>Lines that do not begin with a brace: one that does is a call.</summary>
    private static void WriteLines(Action<string, string> rule)
    {
        rule("root", """calls | "" | "\n" root | [^{\n] line""");
        rule("line", """ "" | "\n" root | [^\n] line""");
    }

    /// <summary>
    /// Text without the mark: a rule for each count of the mark's characters that were just written, which leads to the others as the
    /// automaton of Knuth, Morris and Pratt (1977) does.
    /// </summary>
    private void WriteMarked(Action<string, string> rule)
    {
        var mark = syntax.Open;
        for (var written = 0; written < mark.Length; written++)
        {
            var ways = new List<string> { "\"\"" };
            var letters = mark.Distinct().ToList();
            foreach (var letter in letters)
            {
                var next = Longest(mark[..written] + letter);
                ways.Add($"\"{letter}\" {(next == mark.Length ? "called" : $"text-{next}")}");
            }
            ways.Add($"[^{string.Concat(letters.Select(Escaped))}] text-0");
            rule($"text-{written}", string.Join(" | ", ways));
        }
        rule("root", "text-0");

        int Longest(string end)
        {
            for (var length = Math.Min(end.Length, mark.Length); length > 0; length--)
                if (end.EndsWith(mark[..length], StringComparison.Ordinal)) return length;
            return 0;
        }
    }

    private static string Escaped(char letter) => letter is '[' or ']' or '-' or '^' or '\\' ? $"\\{letter}" : letter.ToString();
}
