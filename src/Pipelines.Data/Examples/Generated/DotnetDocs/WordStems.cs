namespace Pipelines.Data;

/// <summary>The words of a text, small and without endings; names such as <c>ReadAllLines</c> are several.</summary>
internal static class WordStems
{
    private const int Shortest = 3;
    private const int Stem = 5;

    /// <summary>Words that say nothing about what a text is about.</summary>
    private static readonly HashSet<string> Common = ["the", "and", "for", "that", "this", "with", "from", "what", "does", "when", "are", "was"];

    /// <summary>The first letters of each word, each once.</summary>
    public static HashSet<string> Of(string text)
    {
        var stems = new HashSet<string>();
        for (int start = 0, end; start < text.Length; start = end)
        {
            end = start + 1;
            if (!char.IsAsciiLetter(text[start])) continue;
            while (end < text.Length && char.IsAsciiLetter(text[end]) && !(char.IsAsciiLetterUpper(text[end]) && char.IsAsciiLetterLower(text[end - 1])))
                end++;
            var word = text[start..end].ToLowerInvariant();
            if (word.Length >= Shortest && !Common.Contains(word)) stems.Add(word[..Math.Min(Stem, word.Length)]);
        }

        return stems;
    }
}
