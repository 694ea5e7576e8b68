using Pipelines.Data;
using Pipelines.Tokenizers;

namespace Pipelines.Training;

/// <summary>Preferences as tokens, and those that could not be used.</summary>
/// <param name="Pairs">the pairs, in the order of the examples</param>
/// <param name="Equal">pairs whose answers are the same, which say nothing</param>
/// <param name="Long">pairs of which one conversation is longer than fits</param>
/// <param name="Refused">pairs that the template refuses, or of which it marks no answer</param>
/// <param name="MaxTokens">most tokens of a conversation</param>
public sealed record PairEncoding(
    IReadOnlyList<EncodedPair> Pairs, IReadOnlyList<string> Equal, IReadOnlyList<string> Long, IReadOnlyList<RejectedRow> Refused,
    int MaxTokens)
{
    /// <summary>What was kept and dropped, for people: <c>4,800 pairs; dropped 3 with equal answers (first a.jsonl(7))</c>.</summary>
    public string Summary
    {
        get
        {
            string[] dropped =
            [
                .. Equal.Count == 0 ? [] : new[] { $"{Equal.Count:N0} with equal answers (first {Equal[0]})" },
                .. Long.Count == 0 ? [] : new[] { $"{Long.Count:N0} longer than {MaxTokens:N0} tokens (first {Long[0]})" },
                .. Refused.Count == 0 ? [] : new[] { $"{Refused.Count:N0} that the template refuses (first {Refused[0]})" },
            ];
            return dropped.Length == 0 ? $"{Pairs.Count:N0} pairs" : $"{Pairs.Count:N0} pairs; dropped {string.Join(" and ", dropped)}";
        }
    }

    /// <summary>Turns preferences into tokens.</summary>
    /// <param name="examples">the preferences</param>
    /// <param name="chat">how messages become tokens</param>
    /// <param name="maxTokens">most tokens of a conversation</param>
    public static PairEncoding Of(IEnumerable<PreferenceExample> examples, ChatFormat chat, int maxTokens)
    {
        var (pairs, equal, tooLong) = (new List<EncodedPair>(), new List<string>(), new List<string>());
        var refused = new List<RejectedRow>();
        foreach (var example in examples)
        {
            EncodedAnswer chosen, rejected;
            try
            {
                (chosen, rejected) = (Encode(example.Prompt, example.Chosen), Encode(example.Prompt, example.Rejected));
            }
            catch (ChatTemplateException problem)
            {
                refused.Add(new RejectedRow(example.Place, problem.Message));
                continue;
            }

            if (chosen.Tokens.AsSpan().SequenceEqual(rejected.Tokens)) equal.Add(example.Place);
            else if (Math.Max(chosen.Tokens.Length, rejected.Tokens.Length) > maxTokens) tooLong.Add(example.Place);
            else pairs.Add(new EncodedPair(example.Place, chosen, rejected, example.Margin ?? 0));
        }

        return new PairEncoding(pairs, equal, tooLong, refused, maxTokens);

        EncodedAnswer Encode(IReadOnlyList<ChatMessage> prompt, ChatMessage answer) => LastTurn(chat.Encode([.. prompt, answer]));
    }

    /// <summary>The answer is what the assistant says last; earlier turns of its are part of the prompt.</summary>
    private static EncodedAnswer LastTurn(EncodedChat encoded)
    {
        var end = Array.LastIndexOf(encoded.Generated, true) + 1;
        if (end < 2) throw new ChatTemplateException("the template marks nothing as the assistant's answer");
        var start = end;
        while (start > 0 && encoded.Generated[start - 1]) start--;
        return new EncodedAnswer(encoded.Tokens, start, end);
    }
}
