using System.Text;

namespace Pipelines.Serving.Tests;

/// <summary>Random walks under masks, and checks that hold for every grammar and vocabulary.</summary>
internal static class Walks
{
    /// <summary>
    /// A text of tokens drawn evenly from the masks; after some of them, of those that keep the walk short: a walk at random seldom ends.
    /// </summary>
    /// <returns>null where it did not end</returns>
    public static string? Next(Grammar grammar, GrammarVocabulary vocabulary, Random random)
    {
        var matcher = new GrammarMatcher(grammar, vocabulary);
        var bytes = new List<byte>();
        while (true)
        {
            var mask = matcher.Mask();
            var allowed = Enumerable.Range(0, vocabulary.Size).Where(mask.Has).ToList();
            allowed.ShouldNotBeEmpty();
            var token = allowed[random.Next(allowed.Count)];
            if (matcher.IsComplete && (random.Next(3) == 0 || bytes.Count > 60)) token = vocabulary.Ends[0];
            else if (bytes.Count > 60) token = Closing(matcher, allowed, random);
            matcher.Accept(token).ShouldBeTrue();
            if (matcher.IsEnded) return Encoding.UTF8.GetString([.. bytes]);
            bytes.AddRange(vocabulary.Bytes(token));
            if (bytes.Count > 1000) return null;
        }
    }

    /// <summary>Every way that is tried to write the text in tokens is let through, and ends where it ends.</summary>
    public static void Admits(Grammar grammar, GrammarVocabulary vocabulary, string text, Random random, int ways = 5)
    {
        for (var way = 0; way < ways; way++)
        {
            var matcher = new GrammarMatcher(grammar, vocabulary);
            foreach (var token in vocabulary.Cut(Encoding.UTF8.GetBytes(text), random))
            {
                matcher.Mask().Has(token).ShouldBeTrue($"'{Encoding.UTF8.GetString(vocabulary.Bytes(token))}' in {text}");
                matcher.Accept(token).ShouldBeTrue();
            }
            matcher.IsComplete.ShouldBeTrue(text);
            matcher.Mask().Has(vocabulary.Ends[0]).ShouldBeTrue();
        }
    }

    private static int Closing(GrammarMatcher matcher, List<int> allowed, Random random)
    {
        foreach (var value in "\"}])0el1:\\@."u8)
        {
            var closing = allowed.FindIndex(id => matcher.Vocabulary.Bytes(id) is [var only] && only == value);
            if (closing >= 0 && random.Next(6) > 0) return allowed[closing];
        }
        return allowed[random.Next(allowed.Count)];
    }
}
