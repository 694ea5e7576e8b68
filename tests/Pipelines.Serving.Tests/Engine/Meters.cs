using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Pipelines.Serving.Tests;

public sealed class Meters
{
    [Fact]
    public async Task What_is_done_is_measured()
    {
        var name = Guid.NewGuid().ToString();
        var measured = new ConcurrentQueue<(string Name, double Value, string? Reason)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == "Pipelines.Serving" && instrument.Meter.Tags!.Any(tag => (string?)tag.Value == name))
                self.EnableMeasurementEvents(instrument);
        };
        void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            measured.Enqueue((instrument.Name, value, tags.IsEmpty ? null : (string?)tags[0].Value));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.Start();

        var decoder = new HashChainDecoder();
        var engine = new GenerationEngine(
            decoder, ByteText.Model, new EngineOptions { Name = name, CacheBytes = 70 * decoder.Memory.BlockBytes, MaxSequences = 8 });
        var prompt = Answers.Prompt(1, 40);
        await engine.Ask(Answers.Request(prompt, maxTokens: 10));
        await engine.Ask(Answers.Request(prompt, maxTokens: 10));
        double Sum(string instrument) => measured.Where(one => one.Name == instrument).Sum(one => one.Value);
        int Count(string instrument) => measured.Count(one => one.Name == instrument);
        Sum("prompt_tokens_total").ShouldBe(80);
        Sum("generation_tokens_total").ShouldBe(20);
        Sum("prefix_tokens_queried_total").ShouldBe(80);
        Sum("prefix_tokens_reused_total").ShouldBe(36);
        (Count("time_to_first_token_seconds"), Count("inter_token_seconds"), Count("queue_seconds")).ShouldBe((2, 18, 2));

        // Eight at once need more than the blocks there are.
        var many = Enumerable.Range(0, 8).Select(i => Answers.Request(Answers.Prompt(i, 30), maxTokens: 60)).ToArray();
        await engine.AskAtOnce(decoder, many, together: 8);
        Sum("preemptions_total").ShouldBeGreaterThan(0);
        Sum("generation_tokens_total").ShouldBe(20 + 480);
        listener.RecordObservableInstruments();
        Sum("blocks_total").ShouldBe(70);
        (Sum("blocks_in_use"), Sum("requests_running"), Sum("requests_waiting")).ShouldBe((0, 0, 0));
        await engine.DisposeAsync();
        Count("request_seconds").ShouldBe(10);
        measured.Where(one => one.Name == "requests_total").ShouldAllBe(one => one.Reason == "length");
    }
}
