using System.Text;

namespace Pipelines.Data;

/// <summary>Collects prose and tidies its white space: one space between words, one line a paragraph, code as it is.</summary>
internal sealed class TidyText
{
    private readonly StringBuilder text = new();
    private bool spaceNext;
    private bool lineNext;

    /// <summary>Characters so far.</summary>
    public int Length => text.Length;

    /// <summary>Appends words; an empty line in them begins a paragraph.</summary>
    public void Append(ReadOnlySpan<char> words)
    {
        while (!words.IsEmpty)
        {
            var blank = words.Length - words.TrimStart().Length;
            if (blank > 0)
            {
                spaceNext = true;
                if (words[..blank].Count('\n') > 1) lineNext = true;
                words = words[blank..];
                continue;
            }

            var end = 0;
            while (end < words.Length && !char.IsWhiteSpace(words[end])) end++;
            Separate();
            text.Append(words[..end]);
            words = words[end..];
        }
    }

    /// <summary>What comes next begins a paragraph.</summary>
    public void Break() => lineNext = true;

    /// <summary>Appends lines as they are, without the blank lines around them and the margin that they share.</summary>
    public void AppendCode(string code)
    {
        var lines = code.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd()).ToList();
        var first = lines.FindIndex(line => line != "");
        if (first < 0) return;
        var last = lines.FindLastIndex(line => line != "");
        lines = lines[first..(last + 1)];
        var margin = lines.Where(line => line != "").Min(line => line.Length - line.TrimStart().Length);
        Break();
        Separate();
        text.AppendJoin('\n', lines.Select(line => line == "" ? "" : line[margin..]));
        Break();
    }

    /// <inheritdoc/>
    public override string ToString() => text.ToString();

    private void Separate()
    {
        if (text.Length > 0 && (lineNext || spaceNext)) text.Append(lineNext ? '\n' : ' ');
        (spaceNext, lineNext) = (false, false);
    }
}
