using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Pipelines.Tokenizers.PreTokenizers;

namespace Pipelines.Tokenizers;

/// <summary>
/// What is looked for in text: a text, or a regular expression as tokenizer files have them, in Oniguruma's syntax. Immutable.
/// </summary>
public sealed class TextPattern
{
    private readonly Lazy<Regex>? regex;
    private readonly byte[] utf8;

    private TextPattern(string source, Lazy<Regex>? regex) => (Source, this.regex, utf8) = (source, regex, Encoding.UTF8.GetBytes(source));

    /// <summary>The text, or the expression as the file spells it.</summary>
    public string Source { get; }

    /// <summary>Whether it is an expression.</summary>
    public bool IsRegex => regex is not null;

    /// <summary>A text that is found as it is.</summary>
    /// <exception cref="TokenizerFormatException">it is empty</exception>
    public static TextPattern Literal(string text) =>
        text.Length > 0 ? new(text, null) : throw new TokenizerFormatException("the pattern is empty");

    /// <summary>A regular expression in Oniguruma's syntax, as Hugging Face's library reads it.</summary>
    /// <exception cref="TokenizerFormatException">it is not well-formed, or uses what has no counterpart here: which</exception>
    public static TextPattern Regex(string source) => new(source, OnigurumaPattern.Compile(source));

    /// <summary>The text with all that is found replaced by <paramref name="content"/>.</summary>
    public string Replace(string text, string content)
    {
        if (regex is null) return text.Replace(Source, content, StringComparison.Ordinal);
        var replaced = new StringBuilder();
        var stood = new StandIns(text);
        var done = 0;
        foreach (var match in regex.Value.EnumerateMatches(stood.Characters))
        {
            var (start, end) = (stood.Utf16Offset(match.Index), stood.Utf16Offset(match.Index + match.Length));
            replaced.Append(text, done, start - done).Append(content);
            done = end;
        }

        return done == 0 && replaced.Length == 0 ? text : replaced.Append(text, done, text.Length - done).ToString();
    }

    /// <inheritdoc/>
    public override string ToString() => Source;

    /// <summary>Whether it is told at a glance that it is not found.</summary>
    internal bool SurelyNotIn(ReadOnlySpan<byte> text) => regex is null && text.IndexOf(utf8) < 0;

    /// <summary>Finds the matches, and what lies between them: together the whole text, without empty pieces.</summary>
    internal void Find(ReadOnlySpan<byte> text, List<Cut> cuts)
    {
        if (regex is null)
        {
            for (int at = 0, next; at < text.Length;)
            {
                next = text[at..].IndexOf(utf8);
                Add(at + (next < 0 ? text.Length - at : next), isMatch: false);
                if (next >= 0) Add(at + next + utf8.Length, isMatch: true);
                at = next < 0 ? text.Length : at + next + utf8.Length;
            }

            return;
        }

        var stood = new StandIns(text);
        foreach (var match in regex.Value.EnumerateMatches(stood.Characters))
        {
            Add(stood.Utf8Offset(match.Index), isMatch: false);
            Add(stood.Utf8Offset(match.Index + match.Length), isMatch: true);
        }

        Add(text.Length, isMatch: false);

        void Add(int end, bool isMatch)
        {
            if (end > (cuts.Count == 0 ? 0 : cuts[^1].End)) cuts.Add(new Cut(end, isMatch));
        }
    }

    /// <summary>Writes it as the member <c>pattern</c>.</summary>
    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("pattern");
        json.WriteString(IsRegex ? "Regex" : "String", Source);
        json.WriteEndObject();
    }
}
