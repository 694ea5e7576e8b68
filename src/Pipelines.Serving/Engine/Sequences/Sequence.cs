using System.Runtime.InteropServices;
using Pipelines.Data;
using Pipelines.Decoding;

namespace Pipelines.Serving;

/// <summary>One continuation on its way: the prompt, what was written after it, and how much of both the decoder has read.</summary>
internal sealed class Sequence
{
    private readonly List<int> tokens;

    public Sequence(ActiveRequest request, int choice)
    {
        (Request, Choice) = (request, choice);
        tokens = [.. request.Prompt.Span];
        Chooser = new TokenChooser(request, SeedOf(request.Seed, choice));
        Text = new SequenceText(request, choice);
    }

    public ActiveRequest Request { get; }

    /// <summary>Which of the request's continuations it is.</summary>
    public int Choice { get; }

    /// <summary>How it chooses; its draws are counted, so that it goes on with the same ones when its tokens are read anew.</summary>
    public TokenChooser Chooser { get; }

    /// <summary>The text that its tokens make.</summary>
    public SequenceText Text { get; }

    /// <summary>Tokens of the prompt and of the continuation so far.</summary>
    public ReadOnlySpan<int> Tokens => CollectionsMarshal.AsSpan(tokens);

    public int Count => tokens.Count;

    /// <summary>How many of them the decoder has read.</summary>
    public int Past { get; set; }

    /// <summary>Tokens that the decoder has not read: none only between a step and the choice that follows it.</summary>
    public int Unread => tokens.Count - Past;

    /// <summary>Tokens written, one that ends it included.</summary>
    public int Written => tokens.Count - Request.Prompt.Length;

    /// <summary>Why nothing more is written; null while it goes on.</summary>
    public FinishReason? Ended { get; set; }

    /// <summary>Tokens of the prompt that were in the cache when it was first read.</summary>
    public int Cached { get; set; }

    /// <summary>Some of the tokens, in memory of their own.</summary>
    public int[] Slice(int from, int count) => [.. tokens[from..(from + count)]];

    /// <summary>
    /// Adds a token, and ends where it ends the text, completes a stop text, is the last that was asked for or follows a full context.
    /// </summary>
    public void Write(WrittenToken token, int context)
    {
        tokens.Add(token.Id);
        Ended =
            Request.Ends.Contains(token.Id) ? FinishReason.Stop
            : Text.Add(token) || Chooser.IsOver ? FinishReason.Stop
            : Written >= Request.MaxTokens || Count > context ? FinishReason.Length
            : null;
    }

    /// <summary>Adds the tokens that the grammar leaves no choice about: the decoder reads them with the one before.</summary>
    public void WriteForced(int context)
    {
        if (Ended is null && Written >= Request.MaxTokens) Ended = FinishReason.Length;
        while (Ended is null && Chooser.Forced is { } forced) Write(Chooser.Take(forced), context);
    }

    /// <summary>The first continuation draws as its request's seed says, the others as seeds that follow from it.</summary>
    private static long SeedOf(long seed, int choice) => choice == 0 ? seed : (long)CounterRandom.Bits(seed, choice);
}
