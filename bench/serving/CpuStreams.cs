using System.Diagnostics;
using Pipelines.Cpu;
using Pipelines.Decoding;
using Pipelines.Models;
using Pipelines.Modules;

namespace Pipelines.Serving.Bench;

/// <summary>Streams that the vectorised decoder reads.</summary>
internal sealed class CpuStreams : IDisposable
{
    private readonly GgufModel file;
    private readonly LanguageModel model;
    private readonly CpuDecoder decoder;
    private readonly int[][] blocks;
    private readonly float[] logits;

    /// <param name="path">the GGUF file</param>
    /// <param name="streams">most at once</param>
    /// <param name="length">most tokens of each</param>
    public CpuStreams(string path, int streams, int length)
    {
        file = GgufModel.Open(path);
        model = file.LoadModel();
        decoder = CpuDecoder.Of(file.Model, model);
        var each = (length + decoder.Memory.BlockTokens - 1) / decoder.Memory.BlockTokens;
        decoder.Reserve(streams * each, 0);
        blocks = [.. Enumerable.Range(0, streams).Select(stream => Enumerable.Range(stream * each, each).ToArray())];
        logits = new float[streams * decoder.Vocab];
    }

    /// <summary>Most tokens of a stream.</summary>
    public int Context => decoder.Context;

    /// <summary>Seconds that reading a prompt takes, in one go.</summary>
    public double Prefill(int prompt) => Timed(() => Read(0, prompt, logits: 1));

    /// <summary>Seconds that some steps take, each of which reads one token of every stream, after prompts.</summary>
    public double Decode(int streams, int prompt, int steps)
    {
        for (var stream = 0; stream < streams; stream++) Read(stream, prompt, logits: 0);
        return Timed(() =>
        {
            for (var step = 0; step < steps; step++) Step(streams, prompt + step);
        });
    }

    public void Dispose()
    {
        decoder.Dispose();
        model.Dispose();
        file.Dispose();
    }

    private void Read(int stream, int prompt, int logits)
    {
        var tokens = Enumerable.Range(0, prompt).Select(i => (stream + i) % decoder.Vocab).ToArray();
        decoder.Step([new(tokens, 0, blocks[stream], -1, logits)], this.logits.AsSpan(0, logits * decoder.Vocab));
    }

    private void Step(int streams, int past)
    {
        var chunks = new Chunk[streams];
        for (var stream = 0; stream < streams; stream++)
            chunks[stream] = new(new[] { (stream + past) % decoder.Vocab }, past, blocks[stream], -1, 1);
        decoder.Step(chunks, logits.AsSpan(0, streams * decoder.Vocab));
    }

    private static double Timed(Action work)
    {
        var begun = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }
}
