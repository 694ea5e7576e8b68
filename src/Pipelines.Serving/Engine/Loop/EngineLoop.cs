using System.Diagnostics;
using Pipelines.Decoding;

namespace Pipelines.Serving;

/// <summary>The engine's thread: takes what has come in, lets go what is over, and makes a step of what is left, again and again.</summary>
internal sealed class EngineLoop : IAsyncDisposable
{
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IPagedDecoder decoder;
    private readonly CacheSize size;
    private readonly Inbox inbox;
    private readonly PagedCache cache;
    private readonly EngineMeter meter;
    private readonly Scheduler scheduler;
    private readonly StepGuesses? guesses;
    private readonly StepRunner steps;
    private volatile bool stopped;

    public EngineLoop(IPagedDecoder decoder, CacheSize size, RequestRules rules, EngineOptions options, ISpeculator? speculator)
    {
        (this.decoder, this.size) = (decoder, size);
        inbox = new Inbox(options.MaxQueue);
        cache = new PagedCache(decoder, size, options.ReusePrefixes);
        meter = new EngineMeter(options.Name, () => State);
        guesses = speculator is null ? null : new StepGuesses(speculator, cache, rules, options.GuessedSequences, meter);
        scheduler = new Scheduler(cache, rules, options, guesses, meter);
        steps = new StepRunner(decoder, cache, scheduler, rules, guesses, meter);
        new Thread(Run) { IsBackground = true, Name = "Pipelines.Serving" }.Start();
    }

    public EngineState State => new(
        scheduler.Active, inbox.Waiting, cache.BlocksInUse, cache.BlocksCached, size.Blocks, cache.SlotsInUse, size.Slots, inbox.IsClosed);

    public void Add(ActiveRequest request) => inbox.Add(request);

    public Task DrainAsync(CancellationToken cancellation)
    {
        inbox.Close();
        return ended.Task.WaitAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        stopped = true;
        await DrainAsync(default).ConfigureAwait(false);
    }

    private void Run()
    {
        Exception end = new EngineStoppingException();
        try
        {
            while (!stopped && !(inbox.IsClosed && scheduler.IsIdle && inbox.Waiting == 0)) Turn();
        }
        catch (Exception error)
        {
            end = error;
        }

        inbox.Close();
        foreach (var request in inbox.TakeOut(isIdle: false)) scheduler.Add(request);
        scheduler.FailAll(end);
        inbox.Begun(inbox.Waiting);
        meter.Dispose();
        guesses?.Dispose();
        decoder.Dispose();
        ended.SetResult();
    }

    private void Turn()
    {
        foreach (var request in inbox.TakeOut(scheduler.IsIdle)) scheduler.Add(request);
        var waiting = scheduler.Waiting;
        scheduler.Sweep(Stopwatch.GetTimestamp());
        var planned = scheduler.Plan();
        inbox.Begun(waiting - scheduler.Waiting);
        if (planned.Count == 0) return;
        try
        {
            steps.Run(planned);
        }
        catch (Exception error)
        {
            // Those that were complete before the step failed have left.
            foreach (var chunk in planned)
                if (chunk.Sequence.Pages is not null) scheduler.Fail(chunk.Sequence.Request, error);
        }
    }
}
