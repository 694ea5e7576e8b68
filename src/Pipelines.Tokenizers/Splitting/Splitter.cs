using System.Text;

namespace Pipelines.Tokenizers;

/// <summary>Cuts text into words before merging: no token reaches across the border of two words. Nothing is left out.</summary>
public abstract class Splitter
{
    private protected Splitter(string name, string pattern)
    {
        Name = name;
        Pattern = pattern;
    }

    /// <summary>GPT-2's: contractions, letters, numbers or symbols with one space before them, white space.</summary>
    public static Splitter Gpt2 { get; } = new Gpt2Splitter();

    /// <summary>Llama 3's (cl100k's): numbers by three digits, symbols with the line breaks after them, contractions in any case.</summary>
    public static Splitter Llama3 { get; } = new Llama3Splitter("llama3", digits: 3);

    /// <summary>Qwen 2's: Llama 3's with every digit a word of its own.</summary>
    public static Splitter Qwen2 { get; } = new Llama3Splitter("qwen2", digits: 1);

    /// <summary>A short name: <c>gpt2</c>, <c>llama3</c>, <c>qwen2</c>.</summary>
    public string Name { get; }

    /// <summary>The regular expression that describes the same words, as tokenizer files spell it.</summary>
    public string Pattern { get; }

    /// <summary>The one with a pattern, or null.</summary>
    internal static Splitter? Find(TextPattern pattern) =>
        pattern.IsRegex ? new[] { Gpt2, Llama3, Qwen2 }.FirstOrDefault(splitter => splitter.Pattern == pattern.Source) : null;

    /// <summary>The words of <paramref name="text"/>; joined they are the text.</summary>
    public IReadOnlyList<string> Split(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var words = new List<string>();
        for (int start = 0, end; start < utf8.Length; start = end)
        {
            end = WordEnd(utf8, start);
            words.Add(Encoding.UTF8.GetString(utf8, start, end - start));
        }

        return words;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Where the word that begins at <paramref name="start"/> ends; at least one byte later.</summary>
    internal abstract int WordEnd(ReadOnlySpan<byte> utf8, int start);

    /// <summary>
    /// <c>\s+(?!\S)|\s+</c> from <paramref name="start"/>, where white space is: all of it at the end of the text, else all but its
    /// last character, which belongs to what follows, unless it is the only one.
    /// </summary>
    private protected static int WhiteSpaceEnd(ReadOnlySpan<byte> utf8, int start)
    {
        int end = start, last = start;
        while (end < utf8.Length && CharacterClasses.At(utf8, end, out var length) >= CharacterClass.Space)
        {
            last = end;
            end += length;
        }

        return end == utf8.Length || last == start ? end : last;
    }
}
