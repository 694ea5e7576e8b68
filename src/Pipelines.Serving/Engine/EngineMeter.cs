using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Pipelines.Serving;

/// <summary>What an engine measures, in the meter <c>Pipelines.Serving</c>; an engine's own is told apart by its <c>model</c>.</summary>
internal sealed class EngineMeter : IDisposable
{
    private readonly Meter meter;
    private readonly Counter<long> prefixQueried;
    private readonly Counter<long> prefixReused;
    private readonly Counter<long> promptTokens;
    private readonly Counter<long> generationTokens;
    private readonly Counter<long> requests;
    private readonly Counter<long> setBack;
    private readonly Counter<long> proposed;
    private readonly Counter<long> accepted;
    private readonly Histogram<double> firstToken;
    private readonly Histogram<double> interToken;
    private readonly Histogram<double> request;
    private readonly Histogram<double> queue;

    /// <param name="model">what the engine is called</param>
    /// <param name="state">what it is doing</param>
    public EngineMeter(string model, Func<EngineState> state)
    {
        meter = new Meter(new MeterOptions("Pipelines.Serving") { Tags = [new("model", model)] });
        meter.CreateObservableGauge("requests_running", () => state().Running, "{request}", "Requests being answered");
        meter.CreateObservableGauge("requests_waiting", () => state().Waiting, "{request}", "Requests waiting for their turn");
        meter.CreateObservableGauge("blocks_in_use", () => state().BlocksInUse, "{block}", "Blocks that hold tokens of running requests");
        meter.CreateObservableGauge("blocks_total", () => state().BlocksTotal, "{block}", "Blocks of the cache");
        prefixQueried = Counter("prefix_tokens_queried_total", "{token}", "Tokens of prompts that were looked up in the cache");
        prefixReused = Counter("prefix_tokens_reused_total", "{token}", "Tokens of prompts that were found there");
        promptTokens = Counter("prompt_tokens_total", "{token}", "Tokens of prompts");
        generationTokens = Counter("generation_tokens_total", "{token}", "Tokens written");
        requests = Counter("requests_total", "{request}", "Requests that are over, by reason");
        setBack = Counter("preemptions_total", "{sequence}", "Times that a sequence gave back its blocks to be read anew");
        proposed = Counter("speculative_proposed_total", "{token}", "Tokens that were proposed");
        accepted = Counter("speculative_accepted_total", "{token}", "Tokens that were proposed and written");
        firstToken = Seconds("time_to_first_token_seconds", "From a request to its first token");
        interToken = Seconds("inter_token_seconds", "From a token to the next");
        request = Seconds("request_seconds", "From a request to its end");
        queue = Seconds("queue_seconds", "From a request to its turn");
    }

    /// <summary>A request's turn has come.</summary>
    public void Begun(ActiveRequest request)
    {
        queue.Record(Since(request.Arrived));
        promptTokens.Add(request.Prompt.Length);
    }

    /// <summary>A prompt was looked up.</summary>
    public void Matched(int tokens, int found)
    {
        prefixQueried.Add(tokens);
        prefixReused.Add(found);
    }

    /// <summary>A sequence gave back its blocks.</summary>
    public void SetBack() => setBack.Add(1);

    /// <summary>A sequence has new tokens.</summary>
    /// <param name="sequence">the sequence</param>
    /// <param name="count">how many</param>
    public void Wrote(Sequence sequence, int count)
    {
        if (count == 0) return;
        generationTokens.Add(count);
        var now = Stopwatch.GetTimestamp();
        if (sequence.LastWrite == 0) firstToken.Record(Stopwatch.GetElapsedTime(sequence.Request.Arrived, now).TotalSeconds);
        else
            for (var i = 0; i < count; i++) interToken.Record(Stopwatch.GetElapsedTime(sequence.LastWrite, now).TotalSeconds / count);
        sequence.LastWrite = now;
    }

    /// <summary>Tokens were proposed.</summary>
    /// <param name="count">how many</param>
    /// <param name="written">how many of them were written</param>
    public void Proposed(int count, int written)
    {
        proposed.Add(count);
        accepted.Add(written);
    }

    /// <summary>A request is over.</summary>
    public void Left(ActiveRequest left, string reason)
    {
        requests.Add(1, new KeyValuePair<string, object?>("reason", reason));
        request.Record(Since(left.Arrived));
    }

    public void Dispose() => meter.Dispose();

    private static double Since(long timestamp) => Stopwatch.GetElapsedTime(timestamp).TotalSeconds;

    private Counter<long> Counter(string name, string unit, string description) => meter.CreateCounter<long>(name, unit, description);

    private Histogram<double> Seconds(string name, string description) => meter.CreateHistogram<double>(name, "s", description);
}
