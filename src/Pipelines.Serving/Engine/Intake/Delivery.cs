using System.Threading.Channels;

namespace Pipelines.Serving;

/// <summary>
/// Events of one request on their way to the one who asked. Where more continuations are written than given, they are kept until all are
/// complete, and the likeliest given then.
/// </summary>
/// <param name="choices">continuations to give</param>
/// <param name="written">continuations that are written</param>
internal sealed class Delivery(int choices, int written)
{
    private readonly Channel<GenerationEvent> events =
        Channel.CreateUnbounded<GenerationEvent>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly List<GenerationEvent>[]? kept =
        written > choices ? [.. Enumerable.Range(0, written).Select(_ => new List<GenerationEvent>())] : null;
    private readonly double[] scores = new double[written];
    private int open = written;

    /// <summary>
    /// What the one who asked reads: as many events as the continuations have tokens, at most, wait there for one who reads slowly.
    /// </summary>
    public ChannelReader<GenerationEvent> Events => events.Reader;

    public void Tell(TextWritten text) => Give(text);

    public void Tell(PromptScored prompt) => events.Writer.TryWrite(prompt);

    /// <summary>Tells that a continuation is complete; after the last one there is nothing more.</summary>
    /// <param name="ended">how it ended</param>
    /// <param name="score">how likely it is: the mean of its tokens' log-probabilities</param>
    public void Tell(ChoiceEnded ended, double score)
    {
        Give(ended);
        scores[ended.Choice] = score;
        if (--open > 0) return;
        if (kept is not null) GiveBest();
        events.Writer.TryComplete();
    }

    /// <summary>Tells that it cannot be done.</summary>
    public void Fail(Exception error) => events.Writer.TryComplete(error);

    private void Give(GenerationEvent happened)
    {
        if (kept is null) events.Writer.TryWrite(happened);
        else kept[happened.Choice].Add(happened);
    }

    private void GiveBest()
    {
        var best = Enumerable.Range(0, scores.Length).OrderByDescending(choice => scores[choice]).Take(choices).ToArray();
        for (var choice = 0; choice < best.Length; choice++)
            foreach (var happened in kept![best[choice]]) events.Writer.TryWrite(happened with { Choice = choice });
    }
}
