using Pipelines.Spec;
using Pipelines.Tokenizers;

namespace Pipelines.Data;

/// <summary>
/// Turns examples into tokens and says which of them are learned. Conversations go through the chat template, which says what the assistant
/// says; completions are texts, of which the end of text is learned, too. What is longer than the most tokens loses its end.
/// </summary>
/// <param name="tokenizer">of the model</param>
/// <param name="chat">turns messages into tokens; null where there is no template, so that only completions can be encoded</param>
/// <param name="mask">what is learned</param>
/// <param name="maxTokens">most tokens of an example, at least two</param>
public sealed class ExampleEncoder(Tokenizer tokenizer, ChatFormat? chat, LossMask mask, int maxTokens)
{
    /// <summary>Encodes examples by all processors.</summary>
    /// <param name="examples">the examples</param>
    /// <param name="cancellation">ends the encoding</param>
    /// <param name="mayBeNone">whether it is well that nothing can be learned from any, as from the few that are held out</param>
    /// <exception cref="DataSourceException">
    /// nothing can be learned from any of them: the message says why and shows one; or there is no template for a conversation
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was asked for</exception>
    public EncodedExamples EncodeAll(
        IReadOnlyList<Example> examples, CancellationToken cancellation = default, bool mayBeNone = false)
    {
        var results = new EncodingResult[examples.Count];
        var needsChat = chat is null ? examples.FirstOrDefault(example => example is not CompletionExample) : null;
        if (needsChat is not null) throw NoTemplate(needsChat);
        Parallel.For(0, results.Length, new ParallelOptions { CancellationToken = cancellation }, i => results[i] = Encode(examples[i]));
        var summary = EncodingSummary.Of(results);
        if (summary.Kept == 0 && results.Length > 0 && !mayBeNone) throw NothingToLearn.From(summary, examples[0], results[0].Truncated, Text(examples[0]));
        return new EncodedExamples([.. results.Select(result => result.Example).OfType<EncodedExample>()], summary);
    }

    /// <summary>Encodes one example.</summary>
    /// <exception cref="DataSourceException">there is no template for a conversation</exception>
    public EncodingResult Encode(Example example)
    {
        if (Whole(example, out var problem) is not { } whole) return new EncodingResult(null, false, problem);
        var isLong = whole.Tokens.Length > maxTokens;
        var (tokens, trained) = isLong ? (whole.Tokens[..maxTokens], whole.Generated[..maxTokens]) : (whole.Tokens, whole.Generated);
        var (count, bytes) = (0, 0L);
        for (var i = 1; i < tokens.Length; i++)
        {
            if (!trained[i]) continue;
            count++;
            if (!tokenizer.IsSpecial(tokens[i])) bytes += tokenizer.TokenBytes(tokens[i]).Length;
        }

        return count > 0
            ? new EncodingResult(new EncodedExample(example.Place, tokens, trained, count, bytes), isLong, null)
            : new EncodingResult(null, isLong, isLong ? $"nothing that is learned within {maxTokens:N0} tokens" : "nothing that is learned");
    }

    /// <summary>All tokens of an example, and which are learned; null when it cannot be encoded.</summary>
    public EncodedChat? Whole(Example example, out string? problem)
    {
        problem = null;
        if (example is CompletionExample completion) return Masked(Completed(completion));
        if (example.ToConversation() is not { } conversation)
        {
            problem = "a prompt without an answer";
            return null;
        }

        try
        {
            return Masked((chat ?? throw NoTemplate(example)).Encode(conversation.Messages, conversation.Tools));
        }
        catch (ChatTemplateException failure)
        {
            problem = failure.Message;
            return null;
        }
    }

    /// <summary>An example as the model reads it; null when it cannot be encoded.</summary>
    internal string? Text(Example example) => Whole(example, out _) is { } whole ? tokenizer.Decode(whole.Tokens) : null;

    /// <summary>The tokens of both texts, each encoded by itself, as a prompt is that is continued.</summary>
    private EncodedChat Completed(CompletionExample example)
    {
        var asText = new EncodeOptions { SpecialTokensAsText = true };
        int[] prompt = [.. tokenizer.Definition.TemplatePrefix, .. tokenizer.Encode(example.Prompt, asText)];
        var goesOn = asText with { Place = example.Prompt == "" ? TextPlace.Start : TextPlace.Within };
        int[] completion = [.. tokenizer.Encode(example.Completion, goesOn), .. tokenizer.EndOfText is { } end ? [end] : Array.Empty<int>()];
        return new EncodedChat([.. prompt, .. completion], [.. Enumerable.Repeat(false, prompt.Length), .. Enumerable.Repeat(true, completion.Length)]);
    }

    private EncodedChat Masked(EncodedChat whole) => mask switch
    {
        LossMask.All => whole with { Generated = [.. Enumerable.Repeat(true, whole.Tokens.Length)] },
        LossMask.Last => whole with { Generated = LastRun(whole.Generated) },
        _ => whole,
    };

    /// <summary>The last run of trues alone.</summary>
    private static bool[] LastRun(bool[] generated)
    {
        var last = new bool[generated.Length];
        var end = Array.LastIndexOf(generated, true);
        for (var i = end; i >= 0 && generated[i]; i--) last[i] = true;
        return last;
    }

    private static DataSourceException NoTemplate(Example example) => new(
        $"{example.Place} is a conversation, and there is no chat template to write it with: name one, as in 'template: chatml' "
        + $"({string.Join(", ", ChatTemplate.BuiltIns)}, or the path of a .jinja file)");
}
