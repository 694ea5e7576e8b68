using System.Diagnostics;
using System.Runtime.InteropServices;
using Pipelines.Formats.Gguf;
using Pipelines.Quantization;

namespace Pipelines.Quantized.Bench;

/// <summary>
/// All products that a step of a Llama takes, of 768 dimensions, 12 layers, 12 heads, 4 of keys, 2048 channels and 16384 tokens: five
/// regions a layer, and the head.
/// </summary>
internal sealed unsafe class ModelProducts : IDisposable
{
    private const int Dim = 768, Keys = 256, Hidden = 2048, Vocab = 16384, Layers = 12, MostRows = 512, HeadRows = 16;

    private readonly Crew crew = new(Environment.ProcessorCount - 1);
    private readonly ProductRegion region;
    private readonly ProductInput input = new(), hidden = new();
    private readonly ProductMatrix[][] layers = new ProductMatrix[Layers][];
    private readonly ProductMatrix head;
    private readonly float* x = Memory(MostRows * Hidden), y = Memory(MostRows * 2 * Hidden), logits = Memory(HeadRows * Vocab);

    /// <param name="type">of most matrices</param>
    /// <param name="finer">of those of values and of the way down in half of the layers, and of the head</param>
    public ModelProducts(GgufType type, GgufType finer)
    {
        region = new(crew);
        for (var layer = 0; layer < Layers; layer++)
        {
            var other = layer % 2 == 0 ? finer : type;
            layers[layer] =
            [
                Matrix(type, Dim, Dim), Matrix(type, Keys, Dim), Matrix(other, Keys, Dim), Matrix(type, Dim, Dim),
                Matrix(type, Hidden, Dim), Matrix(type, Hidden, Dim), Matrix(other, Dim, Hidden),
            ];
        }
        head = Matrix(finer, Vocab, Dim);
        var random = new Random(1);
        for (var i = 0; i < MostRows * Hidden; i++) x[i] = random.NextSingle() - 0.5f;
    }

    /// <summary>Bytes of all matrices.</summary>
    public long Bytes => layers.Sum(layer => layer.Sum(matrix => matrix.Bytes)) + head.Bytes;

    /// <summary>Seconds that a step of some rows takes.</summary>
    public double Step(int rows)
    {
        var begun = Stopwatch.GetTimestamp();
        foreach (var layer in layers)
        {
            input.Set(x, rows, Dim);
            region.Do(
                new(layer[0], input, y, Dim + 2 * Keys), new(layer[1], input, y + Dim, Dim + 2 * Keys),
                new(layer[2], input, y + Dim + Keys, Dim + 2 * Keys));
            input.Set(x, rows, Dim);
            region.Do(new Product(layer[3], input, y, Dim));
            input.Set(x, rows, Dim);
            region.Do(new(layer[4], input, y, 2 * Hidden), new(layer[5], input, y + Hidden, 2 * Hidden));
            hidden.Set(x, rows, Hidden);
            region.Do(new Product(layer[6], hidden, y, Dim));
        }
        input.Set(x, Math.Min(rows, HeadRows), Dim);
        region.Do(new Product(head, input, logits, Vocab));
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    public void Dispose()
    {
        foreach (var matrix in layers.SelectMany(layer => layer)) matrix.Dispose();
        head.Dispose();
        input.Dispose();
        hidden.Dispose();
        crew.Dispose();
        NativeMemory.AlignedFree(x);
        NativeMemory.AlignedFree(y);
        NativeMemory.AlignedFree(logits);
    }

    private static float* Memory(int floats) => (float*)NativeMemory.AlignedAlloc((nuint)floats * sizeof(float), 64);

    private static ProductMatrix Matrix(GgufType type, int rows, int columns)
    {
        var values = new float[16 * columns];
        var random = new Random(1);
        for (var i = 0; i < values.Length; i++) values[i] = random.NextSingle() - 0.5f;
        var part = new byte[type.Bytes(values.Length)];
        if (type == GgufType.F32) MemoryMarshal.AsBytes<float>(values).CopyTo(part);
        else BlockFormat.Of(type).Quantize(values, columns, part);
        var blocks = new byte[type.Bytes((long)rows * columns)];
        for (var at = 0; at < blocks.Length; at += part.Length) part.CopyTo(blocks, at);
        return ProductMatrix.Of(new BlockWeight(type, columns, blocks));
    }
}
