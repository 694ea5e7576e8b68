using System.Diagnostics;

namespace Pipelines.Serving.Tests;

/// <summary>Requests that wait, leave, or come too late.</summary>
public sealed class Waiting : IDisposable
{
    private readonly HashChainDecoder decoder = new(context: 1024);
    private readonly ManualResetEventSlim go = new(initialState: true);

    public Waiting() => decoder.BeforeStep = _ => go.Wait();

    public void Dispose() => go.Dispose();

    [Fact]
    public async Task A_hundred_that_leave_in_the_middle_leave_nothing_behind()
    {
        await using var engine = Engine();
        var rounds = Enumerable.Range(0, 100).Select(i => Task.Run(async () =>
        {
            using var leaving = new CancellationTokenSource();
            var seen = 0;
            try
            {
                var request = Answers.Request(Answers.Prompt(i, 30), maxTokens: 400) with { Choices = 1 + i % 3 };
                await foreach (var _ in engine.Generate(request, leaving.Token))
                {
                    if (++seen <= i % 7) continue;
                    if (i % 2 == 0) break;
                    await leaving.CancelAsync();
                }
            }
            catch (OperationCanceledException) when (i % 2 == 1)
            {
                return;
            }
            (i % 2).ShouldBe(0, "a cancelled one is told so");
        }));
        await Task.WhenAll(rounds);
        await Until(() => engine.State is { BlocksInUse: 0, Running: 0, Waiting: 0 });
        var after = (await engine.Ask(Answers.Request("still there")))[0];
        after.Ids.ShouldBe(decoder.Continue(Answers.Tokens("still there"), 24, ByteText.Ends));
    }

    [Fact]
    public async Task One_that_is_cancelled_before_anybody_reads_is_let_go()
    {
        await using var engine = Engine();
        using var leaving = new CancellationTokenSource();
        var events = engine.Generate(Answers.Request("nobody reads", maxTokens: 400), leaving.Token);
        await leaving.CancelAsync();
        await Until(() => engine.State is { BlocksInUse: 0, Running: 0, Waiting: 0 });
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in events) { }
        });
    }

    [Fact]
    public async Task More_than_may_wait_are_refused()
    {
        await using var engine = Engine(maxQueue: 3, maxSequences: 1);
        go.Reset();
        var running = engine.Ask(Answers.Request("running"));
        await Until(() => engine.State.Running == 1);
        var waiting = Enumerable.Range(0, 3).Select(i => engine.Ask(Answers.Request($"waiting {i}"))).ToArray();
        Should.Throw<QueueFullException>(() => engine.Generate(Answers.Request("one too many"))).Waiting.ShouldBe(3);
        engine.State.Waiting.ShouldBe(3);
        go.Set();
        await Task.WhenAll(waiting);
        (await engine.Ask(Answers.Request("room again")))[0].Ended!.Usage.Written.ShouldBe(24);
        await running;
    }

    [Fact]
    public async Task Time_that_is_over_ends_what_runs_and_what_waits()
    {
        await using var engine = Engine(maxSequences: 1);
        decoder.BeforeStep = _ => Thread.Sleep(2);
        var request = Answers.Request("slow", maxTokens: 400) with { Timeout = TimeSpan.FromMilliseconds(60) };
        var answers = await Task.WhenAll(engine.Ask(request), engine.Ask(request));
        answers.ShouldAllBe(answer => answer[0].Ended!.Reason == FinishReason.Timeout);
        var expected = Answers.Text(decoder.Continue(Answers.Tokens("slow"), 400, ByteText.Ends));
        foreach (var answer in answers) expected.ShouldStartWith(answer[0].Text);
        engine.State.BlocksInUse.ShouldBe(0);
    }

    [Fact]
    public async Task Turns_go_round_the_clients()
    {
        await using var engine = Engine(maxSequences: 1);
        go.Reset();
        var order = new List<string>();
        decoder.BeforeStep = chunks =>
        {
            go.Wait();
            if (chunks[0].Past == 0) order.Add(Answers.Text([chunks[0].Tokens.Span[0]]));
        };
        Task Ask(string client) => engine.Ask(Answers.Request(client, maxTokens: 2) with { Client = client });
        var first = Ask("a");
        await Until(() => engine.State.Running == 1);
        var others = "aaaaabbc".Select(client => Ask($"{client}")).ToArray();
        go.Set();
        await Task.WhenAll([first, .. others]);
        string.Concat(order).ShouldBe("aabcabaaa");
    }

    [Fact]
    public async Task What_runs_is_finished_before_the_engine_stops()
    {
        var engine = Engine();
        var running = Enumerable.Range(0, 9).Select(i => engine.Ask(Answers.Request($"draining {i}"))).ToArray();
        var drained = engine.DrainAsync();
        Should.Throw<EngineStoppingException>(() => engine.Generate(Answers.Request("too late")));
        await drained;
        foreach (var answer in await Task.WhenAll(running)) answer[0].Ended!.Usage.Written.ShouldBe(24);
        engine.State.Stopping.ShouldBeTrue();
        await engine.DisposeAsync();
        decoder.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task What_runs_is_told_when_the_engine_is_disposed()
    {
        var engine = Engine(maxSequences: 1);
        go.Reset();
        var (running, waiting) = (engine.Ask(Answers.Request("running", 400)), engine.Ask(Answers.Request("waiting", 400)));
        await Until(() => engine.State.Running == 1);
        var disposed = engine.DisposeAsync();
        go.Set();
        await disposed;
        await Should.ThrowAsync<EngineStoppingException>(() => running);
        await Should.ThrowAsync<EngineStoppingException>(() => waiting);
        engine.State.ShouldSatisfyAllConditions(state => state.BlocksInUse.ShouldBe(0), state => state.Waiting.ShouldBe(0));
    }

    [Fact]
    public async Task A_step_that_fails_costs_only_those_in_it()
    {
        await using var engine = Engine();
        var fail = true;
        decoder.BeforeStep = _ =>
        {
            if (fail) throw new IOException("the device is gone");
        };
        (await Should.ThrowAsync<IOException>(() => engine.Ask(Answers.Request("failing")))).Message.ShouldBe("the device is gone");
        fail = false;
        (await engine.Ask(Answers.Request("after it")))[0].Ids.ShouldBe(decoder.Continue(Answers.Tokens("after it"), 24, ByteText.Ends));
        engine.State.BlocksInUse.ShouldBe(0);
    }

    [Fact]
    public async Task A_cache_that_is_too_small_is_said_at_once()
    {
        Should.Throw<ArgumentException>(() => new GenerationEngine(decoder, ByteText.Model, new EngineOptions { CacheBytes = 63 }))
            .Message.ShouldStartWith("a cache of 63 bytes is too small");
        Should.Throw<ArgumentException>(() => new GenerationEngine(decoder, ByteText.Model, new EngineOptions { MaxSequences = 0 }));
        await using var small = new GenerationEngine(decoder, ByteText.Model, new EngineOptions { CacheBytes = 64 });
        small.Context.ShouldBe(8);
    }

    private GenerationEngine Engine(int maxQueue = 1024, int maxSequences = 16) =>
        new(decoder, ByteText.Model, new EngineOptions { MaxQueue = maxQueue, MaxSequences = maxSequences, CacheBytes = 1 << 15 });

    private static async Task Until(Func<bool> condition)
    {
        var began = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromMinutes(2));
            await Task.Delay(5);
        }
    }
}
