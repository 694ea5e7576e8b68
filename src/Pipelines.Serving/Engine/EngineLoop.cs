using System.Collections.Concurrent;
using System.Diagnostics;
using Pipelines.Decoding;

namespace Pipelines.Serving;

/// <summary>The engine's thread: takes requests and continues one after the other.</summary>
internal sealed class EngineLoop : IAsyncDisposable
{
    private readonly BlockingCollection<ActiveRequest> inbox = [];
    private readonly IPagedDecoder decoder;
    private readonly CacheSize size;
    private readonly EngineOptions options;
    private readonly int vocab;
    private readonly float[] logits;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool disposed;
    private int running;
    private int used;

    public EngineLoop(IPagedDecoder decoder, CacheSize size, int vocab, EngineOptions options)
    {
        (this.decoder, this.size, this.vocab, this.options) = (decoder, size, vocab, options);
        logits = new float[decoder.Vocab];
        decoder.Reserve(size.Blocks, size.Slots);
        new Thread(Run) { IsBackground = true, Name = "Pipelines.Serving" }.Start();
    }

    public EngineState State =>
        new(running, inbox.Count, used, 0, size.Blocks, size.Slots == 0 ? 0 : running, size.Slots, inbox.IsAddingCompleted);

    public void Add(ActiveRequest request)
    {
        if (inbox.Count >= options.MaxQueue) throw new QueueFullException(inbox.Count);
        if (inbox.IsAddingCompleted) throw new EngineStoppingException();
        inbox.Add(request);
    }

    public Task DrainAsync(CancellationToken cancellation)
    {
        inbox.CompleteAdding();
        return ended.Task.WaitAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        disposed = true;
        await DrainAsync(default).ConfigureAwait(false);
    }

    private void Run()
    {
        foreach (var request in inbox.GetConsumingEnumerable())
        {
            running = 1;
            try
            {
                if (disposed) throw new EngineStoppingException();
                foreach (var sequence in request.Sequences) Continue(sequence);
            }
            catch (Exception error)
            {
                request.Delivery.Fail(error);
            }
            (running, used) = (0, 0);
        }
        decoder.Dispose();
        ended.SetResult();
    }

    private void Continue(Sequence sequence)
    {
        var request = sequence.Request;
        sequence.WriteForced(size.Context);
        int[] blocks = [.. Enumerable.Range(0, size.Blocks)];
        while (sequence.Ended is null)
        {
            if (request.IsGone || disposed) throw new OperationCanceledException();
            var count = Math.Min(sequence.Unread, options.StepTokens);
            var last = count == sequence.Unread;
            used = CacheSize.BlocksFor(sequence.Past + count, decoder.Memory);
            decoder.Step(
                [new Chunk(sequence.Slice(sequence.Past, count), sequence.Past, blocks, size.Slots == 0 ? -1 : 0, last ? 1 : 0)],
                last ? logits : []);
            sequence.Past += count;
            if (Stopwatch.GetTimestamp() > request.Deadline) sequence.Ended = FinishReason.Timeout;
            else if (last)
            {
                sequence.Write(sequence.Chooser.Choose(logits.AsSpan(0, vocab), sequence.Tokens), size.Context);
                sequence.WriteForced(size.Context);
            }
        }

        sequence.Text.Finish();
        var usage = new TokenUsage(request.Prompt.Length, 0, sequence.Written, 0, 0);
        request.Delivery.Tell(
            new ChoiceEnded(sequence.Choice, sequence.Ended.Value, sequence.Text.StopText, usage), sequence.Chooser.LogProb / sequence.Written);
    }
}
