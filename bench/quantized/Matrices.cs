using System.Diagnostics;
using Pipelines.Formats.Gguf;
using Pipelines.Quantization;
using static TorchSharp.torch;

namespace Pipelines.Quantized.Bench;

/// <summary>Matrices of 4096 × 4096 in one type, more than the processor's cache holds: each comes from memory every time.</summary>
internal sealed class Matrices : IDisposable
{
    private const int Size = 4096, Different = Size * 64;
    private const long LeastBytes = 160 << 20;

    private readonly List<BlockWeight> weights = [];
    private readonly Tensor x = randn(1, Size);
    private int next;

    public Matrices(GgufType type)
    {
        var values = new float[Different];
        var random = new Random(1);
        for (var i = 0; i < values.Length; i++) values[i] = random.NextSingle() - 0.5f;
        var part = new byte[type.Bytes(Different)];
        BlockFormat.Of(type).Quantize(values, Size, part);
        var blocks = new byte[type.Bytes(Size * Size)];
        for (var at = 0; at < blocks.Length; at += part.Length) part.CopyTo(blocks, at);
        while (Bytes < LeastBytes) weights.Add(new BlockWeight(type, Size, blocks));
    }

    /// <summary>Bytes of all of them.</summary>
    public long Bytes => weights.Sum(weight => weight.Bytes);

    /// <summary>How many there are.</summary>
    public int Count => weights.Count;

    /// <summary>Seconds that the product of a vector with the next one takes.</summary>
    public double Multiply()
    {
        var begun = Stopwatch.GetTimestamp();
        weights[next++ % Count].Product(x).Dispose();
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    public void Dispose() => x.Dispose();
}
