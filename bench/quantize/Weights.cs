using Pipelines.Formats.Gguf;
using Pipelines.Quantization;
using Pipelines.Spec;

namespace Pipelines.Quantize.Bench;

/// <summary>The matrices of a small model of the llama architecture, each with the type that Q4_K_M gives it.</summary>
internal sealed class Weights
{
    private const int Layers = 8, Width = 256, Hidden = 768, Vocab = 4096;

    /// <summary>Rows that are given to a quantizer at once: few enough that it takes one core.</summary>
    private const int Values = 1 << 16;

    private readonly List<(GgufType Type, int Columns, int Start, int Count)> parts = [];
    private readonly float[] values;

    public Weights()
    {
        var shapes = new List<(string Name, int Rows, int Columns)> { ("token_embd.weight", Vocab, Width) };
        for (var layer = 0; layer < Layers; layer++)
        {
            foreach (var name in new[] { "attn_q", "attn_k", "attn_v", "attn_output" })
                shapes.Add(($"blk.{layer}.{name}.weight", Width, Width));
            foreach (var name in new[] { "ffn_gate", "ffn_up" }) shapes.Add(($"blk.{layer}.{name}.weight", Hidden, Width));
            shapes.Add(($"blk.{layer}.ffn_down.weight", Width, Hidden));
        }

        var model = new MixModel(shapes.Select(shape => shape.Name), Layers, heads: 4, keyValueHeads: 4, experts: 0, importance: false);
        var total = 0;
        foreach (var (name, rows, columns) in shapes)
        {
            var type = QuantizationMix.Of(QuantizationType.Q4_K_M, new MixTensor(name, [rows, columns], model), out _);
            for (var left = rows * columns; left > 0;)
            {
                var count = Math.Min(left, Values / columns * columns);
                parts.Add((type, columns, total, count));
                (total, left) = (total + count, left - count);
            }
        }

        var random = new Random(1);
        values = new float[total];
        for (var i = 0; i < total; i++)
        {
            var heavy = Math.Sqrt((Square(random) + Square(random) + Square(random)) / 3); // t-distributed: a few are far out
            values[i] = (float)(0.02 * Normal(random) / heavy);
        }
    }

    /// <summary>Their size as float32.</summary>
    public double Megabytes => values.Length * 4 / 1e6;

    /// <summary>Encodes them all.</summary>
    public List<byte[]> Encode(Action<GgufType, ReadOnlySpan<float>, int, Span<byte>> quantize)
    {
        var encoded = new List<byte[]>();
        foreach (var (type, columns, start, count) in parts)
        {
            var blocks = new byte[type.Bytes(count)];
            quantize(type, values.AsSpan(start, count), columns, blocks);
            encoded.Add(blocks);
        }

        return encoded;
    }

    /// <summary>Decodes them all.</summary>
    public float[] Decode(List<byte[]> encoded)
    {
        var decoded = new float[values.Length];
        foreach (var ((type, _, start, count), blocks) in parts.Zip(encoded))
            BlockFormat.Of(type).Dequantize(blocks, decoded.AsSpan(start, count));
        return decoded;
    }

    /// <summary>The sum of the squared errors.</summary>
    public double Error(float[] decoded) => decoded.Zip(values).Sum(pair => Math.Pow((double)pair.First - pair.Second, 2));

    private static double Square(Random random) => Math.Pow(Normal(random), 2);

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
