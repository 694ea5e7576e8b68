using Pipelines.Data;

namespace Pipelines.Serving;

/// <summary>One continuation on its way: the prompt, what was written after it, and how much of both the decoder has read.</summary>
internal sealed class Sequence
{
    private readonly long seed;
    private int[] tokens;           // those of the sequence, then guesses

    /// <param name="request">whose continuation it is</param>
    /// <param name="choice">which</param>
    /// <exception cref="GrammarException">the request's grammar is too ambiguous</exception>
    public Sequence(ActiveRequest request, int choice)
    {
        (Request, Choice, tokens, Count) = (request, choice, request.Prompt.ToArray(), request.Prompt.Length);
        seed = SeedOf(request.Seed, choice);
        Chooser = new TokenChooser(request, seed);
        Text = new SequenceText(request, choice);
        if (choice == 0 && request.Request.PromptLogProbs) Scores = new PromptScores(request.Prompt, request.Request.TopLogProbs ?? 0);
    }

    public ActiveRequest Request { get; }

    /// <summary>Which of the request's continuations it is.</summary>
    public int Choice { get; }

    /// <summary>How it chooses; its draws are counted, so that it goes on with the same ones when its tokens are read anew.</summary>
    public TokenChooser Chooser { get; }

    /// <summary>The text that its tokens make.</summary>
    public SequenceText Text { get; }

    /// <summary>Tokens of the prompt and of the continuation so far.</summary>
    public ReadOnlySpan<int> Tokens => tokens.AsSpan(0, Count);

    /// <summary>How many these are.</summary>
    public int Count { get; private set; }

    /// <summary>How many of them the decoder has read.</summary>
    public int Past { get; set; }

    /// <summary>Tokens that the decoder has not read: none only between a step and the choice that follows it.</summary>
    public int Unread => Count - Past;

    /// <summary>Tokens written, one that ends it included.</summary>
    public int Written => Count - Request.Prompt.Length;

    /// <summary>Where what was read of it lies; null while it has no place.</summary>
    public SequencePages? Pages { get; set; }

    /// <summary>Tokens of the prompt that were in the cache when it was begun; null before.</summary>
    public int? Cached { get; set; }

    /// <summary>The log-probabilities of the prompt, where they are asked for; only the first continuation has them.</summary>
    public PromptScores? Scores { get; }

    /// <summary>Why nothing more is written; null while it goes on.</summary>
    public FinishReason? Ended { get; private set; }

    /// <summary>What is guessed to follow it; null where nothing ever was.</summary>
    public SpeculatedSequence? Guessed { get; private set; }

    /// <summary>How many guesses stand behind its tokens, to be read with them.</summary>
    public int Guesses { get; private set; }

    /// <summary>How many of these were written since: the decoder has read those tokens too.</summary>
    public int Right { get; private set; }

    /// <summary>When its newest token was written, in ticks of the stopwatch; 0 before the first.</summary>
    public long LastWrite { get; set; }

    /// <summary>Whether it was told that it is complete.</summary>
    public bool IsTold { get; private set; }

    /// <summary>The next tokens to read.</summary>
    public ReadOnlyMemory<int> Next(int count) => tokens.AsMemory(Past, count);

    /// <summary>Whether it came before another: it then keeps its place when the other loses its own.</summary>
    public bool IsOlderThan(Sequence other) => (Request.Number, Choice).CompareTo((other.Request.Number, other.Choice)) < 0;

    /// <summary>Writes what follows the last token.</summary>
    /// <param name="logits">[vocab], of what follows it; changed</param>
    /// <param name="context">most tokens of a sequence</param>
    /// <exception cref="ArithmeticException">a logit is not a number, or none is above minus infinity</exception>
    /// <exception cref="GrammarException">the grammar is too ambiguous</exception>
    public void Write(Span<float> logits, int context)
    {
        CheckEnd();
        if (Ended is not null) return;
        Add(Chooser.Choose(logits, Tokens, Right < Guesses ? Guessed : null, Right), context);
        WriteForced(context);
    }

    /// <summary>Writes the tokens that the grammar leaves no choice about: the decoder reads them together with the one before.</summary>
    /// <param name="context">most tokens of a sequence</param>
    /// <exception cref="GrammarException">the grammar is too ambiguous</exception>
    public void WriteForced(int context)
    {
        if (Ended is null) CheckEnd();
        while (Ended is null && Chooser.Forced is { } forced) Add(Chooser.Take(forced), context);
    }

    /// <summary>Asks for guesses of what follows.</summary>
    /// <param name="vocab">tokens that can be written</param>
    /// <param name="most">most guesses at any time</param>
    /// <param name="room">most guesses now</param>
    public SpeculatedSequence AskForGuesses(int vocab, int most, int room)
    {
        Guessed ??= new SpeculatedSequence(
            Request.Request.Sampling, seed, Request.Request.LogitBias, vocab, Request.Prompt.Length, most);
        Guessed.Ask(tokens.AsMemory(0, Count), Chooser.Draws, room);
        return Guessed;
    }

    /// <summary>Puts the guesses behind its tokens.</summary>
    public void Guess()
    {
        (Guesses, Right) = (Guessed!.Proposed.Count, 0);
        if (tokens.Length < Count + Guesses) Array.Resize(ref tokens, Math.Max(Count + Guesses, 2 * Count));
        Guessed.Proposed.CopyTo(tokens, Count);
    }

    /// <summary>Has no guesses any more.</summary>
    public void ForgetGuesses() => (Guesses, Right) = (0, 0);

    /// <summary>Tells what is left of its text, and why it ended.</summary>
    public void Tell(FinishReason reason)
    {
        (Ended, IsTold) = (reason, true);
        Text.Finish();
        var usage = new TokenUsage(Request.Prompt.Length, Cached ?? 0, Written, Guessed?.Accepted ?? 0, Guessed?.Rejected ?? 0);
        Request.Delivery.Tell(new ChoiceEnded(Choice, reason, Text.StopText, usage), Chooser.LogProb / Math.Max(1, Written));
    }

    /// <summary>Ends it where nothing may be written to begin with.</summary>
    private void CheckEnd() =>
        Ended = Written >= Request.MaxTokens ? FinishReason.Length : Chooser.IsOver ? FinishReason.Stop : null;

    /// <summary>
    /// Adds a token, and ends where it ends the text, completes a stop text, is the last that was asked for or follows a full context.
    /// </summary>
    private void Add(WrittenToken token, int context)
    {
        if (Count == tokens.Length) Array.Resize(ref tokens, Math.Max(16, 2 * Count));
        if (Right < Guesses && Unread == Right && tokens[Count] == token.Id) Right++;
        tokens[Count++] = token.Id;
        Ended =
            Request.Ends.Contains(token.Id) || Text.Add(token) || Chooser.IsOver ? FinishReason.Stop
            : Written >= Request.MaxTokens || Count > context ? FinishReason.Length
            : null;
    }

    /// <summary>The first continuation draws as its request's seed says, the others as seeds that follow from it.</summary>
    private static long SeedOf(long seed, int choice) => choice == 0 ? seed : (long)CounterRandom.Bits(seed, choice);
}
