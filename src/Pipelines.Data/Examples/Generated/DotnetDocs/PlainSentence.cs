namespace Pipelines.Data;

/// <summary>Takes sentences from documentation that a person would answer with.</summary>
internal static class PlainSentence
{
    private const int Shortest = 16;
    private const int Longest = 200;
    private const int FewestWords = 4;

    /// <summary>Beginnings that tell nothing about the member.</summary>
    private static readonly string[] Empty =
        ["This API", "This member", "This method supports", "This type", "For a description", "Infrastructure", "Initializes a new", "To be added"];

    /// <summary>What is left over of links and of names in C.</summary>
    private static readonly string[] Odd = ["Overload:", "__", "(T:", "http"];

    private static readonly string[] Articles = ["The ", "A ", "An ", "This ", "Either ", "One ", "Any ", "If ", "There ", "Another "];

    /// <summary>The first sentence; null where it is too short, too long, or no English.</summary>
    public static string? First(string text)
    {
        var line = text.Split('\n')[0];
        var end = End(line);
        var sentence = end < 0 ? line + "." : line[..(end + 1)];
        if (sentence.Length is < Shortest or > Longest || sentence.Count(' '.Equals) < FewestWords - 1) return null;
        if (!char.IsAsciiLetterUpper(sentence[0]) && !IsWord(sentence)) return null;
        if (Empty.Any(empty => sentence.StartsWith(empty, StringComparison.Ordinal))) return null;
        if (Odd.Any(odd => sentence.Contains(odd, StringComparison.Ordinal))) return null;
        return sentence.All(IsPlain) ? Capital(sentence) : null;
    }

    /// <summary>The first sentence as what follows <c>When</c>; null where <see cref="First"/> is.</summary>
    public static string? When(string text)
    {
        if (First(text.Split(" -or-")[0]) is null) return null;
        var line = text.Split('\n')[0].Split(" -or-")[0];
        var end = End(line);
        var clause = end < 0 ? line + "." : line[..(end + 1)];
        if (Articles.Any(article => clause.StartsWith(article, StringComparison.Ordinal))) clause = char.ToLowerInvariant(clause[0]) + clause[1..];
        foreach (var already in new[] { "if ", "when ", "Thrown if ", "Thrown when ", "thrown if ", "thrown when " })
            if (clause.StartsWith(already, StringComparison.Ordinal)) clause = clause[already.Length..];
        return $"When {clause}";
    }

    /// <summary>Where the first sentence ends: at a period with a space after it, or at the end.</summary>
    private static int End(string line)
    {
        for (var at = line.IndexOf('.'); at >= 0; at = line.IndexOf('.', at + 1))
        {
            if (at == line.Length - 1) return at;
            if (line[at + 1] == ' ' && !line[..at].EndsWith("e.g", StringComparison.Ordinal) && !line[..at].EndsWith("i.e", StringComparison.Ordinal))
                return at;
        }

        return -1;
    }

    /// <summary>Whether it begins with a word in small letters, such as <c>true</c> or a parameter's name.</summary>
    private static bool IsWord(string sentence) =>
        char.IsAsciiLetterLower(sentence[0]) && sentence[..sentence.IndexOf(' ')].All(char.IsAsciiLetterOrDigit);

    private static bool IsPlain(char character) => character is >= ' ' and < '\x7F' and not ('{' or '}' or '|' or '\\');

    /// <summary>Begins a sentence of prose with a capital; names keep their letters.</summary>
    private static string Capital(string sentence) =>
        sentence.StartsWith("an ", StringComparison.Ordinal) || sentence.StartsWith("a ", StringComparison.Ordinal)
        || sentence.StartsWith("the ", StringComparison.Ordinal)
            ? char.ToUpperInvariant(sentence[0]) + sentence[1..]
            : sentence;
}
