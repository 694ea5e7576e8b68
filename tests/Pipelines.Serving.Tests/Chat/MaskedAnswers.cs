using Pipelines.Tokenizers;

namespace Pipelines.Serving.Tests;

/// <summary>Writes answers as a model without a mind would under a prompt's grammar.</summary>
internal static class MaskedAnswers
{
    private const int MostTokens = 400;

    /// <summary>One answer; null where it did not end in time.</summary>
    /// <param name="prompt">what the answer follows</param>
    /// <param name="tokenizer">its tokenizer</param>
    /// <param name="vocabulary">that of the tokenizer</param>
    /// <param name="begin">what is written after some tokens, whatever the draws</param>
    /// <param name="random">draws the tokens</param>
    public static ChatMessage? Next(ChatPrompt prompt, Tokenizer tokenizer, GrammarVocabulary vocabulary, string begin, Random random)
    {
        var matcher = new GrammarMatcher(prompt.Grammar!, vocabulary);
        var decoder = new StreamDecoder(tokenizer, skipSpecial: true, prompt.KeptSpecial);
        var parser = prompt.NewParser();
        var forced = new Queue<int>(tokenizer.Encode(begin));
        var free = random.Next(6);
        for (var i = 0; i < MostTokens; i++)
        {
            var mask = matcher.Mask();
            var allowed = Enumerable.Range(0, vocabulary.Size).Where(mask.Has).ToList();
            allowed.ShouldNotBeEmpty();
            var token = allowed[random.Next(allowed.Count)];
            if (i >= free && forced.TryPeek(out var next) && mask.Has(next)) token = forced.Dequeue(); // not within a character
            else if (forced.Count > 0 && vocabulary.Ends.Contains(token)) continue;
            else if (i > 30 || random.Next(3) == 0) token = Closing(matcher, allowed, tokenizer, random) ?? token;
            matcher.Accept(token).ShouldBeTrue();
            if (matcher.IsEnded)
            {
                parser.Push(decoder.Finish());
                parser.Finish();
                return parser.Message;
            }

            parser.Push(decoder.Append(token));
        }

        return null;
    }

    /// <summary>A token that brings the end nearer.</summary>
    private static int? Closing(GrammarMatcher matcher, List<int> allowed, Tokenizer tokenizer, Random random)
    {
        if (matcher.IsComplete && random.Next(3) > 0) return matcher.Vocabulary.Ends[0];
        foreach (var text in new[] { "\"", "}", "]", ">", "<", "/", "1" })
            if (allowed.FindIndex(id => tokenizer.Decode([id]) == text) is >= 0 and var at && random.Next(6) > 0) return allowed[at];
        return null;
    }
}
