using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization.Tests;

/// <summary>Rows to quantize, of every kind that weights come in, and some that they do not.</summary>
internal static class Rows
{
    public const int Columns = 512;

    public static readonly GgufType[] Legacy = [GgufType.Q4_0, GgufType.Q4_1, GgufType.Q5_0, GgufType.Q5_1, GgufType.Q8_0];

    public static readonly GgufType[] KTypes = [GgufType.Q2_K, GgufType.Q3_K, GgufType.Q4_K, GgufType.Q5_K, GgufType.Q6_K];

    public static readonly GgufType[] Searched =
        [.. KTypes, GgufType.IQ4_NL, GgufType.IQ4_XS, GgufType.MXFP4, GgufType.TQ1_0, GgufType.TQ2_0];

    public static readonly GgufType[] Quantized = [.. Legacy, .. Searched];

    public static float[] Of(string kind, int rows = 24)
    {
        var random = new Random(rows);
        var values = new float[rows * Columns];
        for (var i = 0; i < values.Length; i++) values[i] = (float)Value(kind, i, random);
        return values;
    }

    /// <summary>What columns count for, over several orders of magnitude.</summary>
    public static float[] Importance()
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, Columns).Select(_ => (float)Math.Exp(1.5 * Normal(random)))];
    }

    /// <summary>Σ weight · (a − b)².</summary>
    public static double Error(float[] a, float[] b, float[]? importance = null)
    {
        double sum = 0;
        for (var i = 0; i < a.Length; i++) sum += (importance?[i % Columns] ?? 1) * Math.Pow((double)a[i] - b[i], 2);
        return sum;
    }

    public static byte[] Encode(GgufType type, float[] values, float[]? importance = null)
    {
        var blocks = new byte[type.Bytes(values.Length)];
        BlockFormat.Of(type).Quantize(values, Columns, blocks, importance);
        return blocks;
    }

    public static float[] Decode(GgufType type, byte[] blocks)
    {
        var values = new float[blocks.Length / type.BlockBytes() * type.BlockLength()];
        BlockFormat.Of(type).Dequantize(blocks, values);
        return values;
    }

    /// <summary>Blocks of arbitrary bits, but for scales, which are finite.</summary>
    public static byte[] ArbitraryBlocks(GgufType type, int count)
    {
        var blocks = new byte[count * type.BlockBytes()];
        new Random((int)type).NextBytes(blocks);
        int[] halves = type switch
        {
            GgufType.Q4_0 or GgufType.Q5_0 or GgufType.Q8_0 or GgufType.IQ4_NL or GgufType.IQ4_XS => [0],
            GgufType.Q2_K => [80, 82],
            GgufType.Q3_K => [108],
            GgufType.TQ1_0 => [52],
            GgufType.TQ2_0 => [64],
            GgufType.Q6_K => [208],
            GgufType.Q4_1 or GgufType.Q5_1 or GgufType.Q4_K or GgufType.Q5_K => [0, 2],
            _ => [],
        };
        for (var i = 0; i < count; i++)
        {
            foreach (var at in halves) blocks[i * type.BlockBytes() + at + 1] &= 0xBB; // an exponent below the greatest
        }

        return blocks;
    }

    private static double Value(string kind, int i, Random random) => kind switch
    {
        "normal" => 0.02 * Normal(random),
        "outliers" => 0.02 * Normal(random) * (random.Next(64) == 0 ? 20 : 1),
        "heavy tails" => 0.02 * Normal(random) / Math.Sqrt((Square(random) + Square(random) + Square(random)) / 3),
        "uniform" => random.NextDouble() - 0.5,
        "sparse" => random.Next(8) == 0 ? Normal(random) : 0,
        "uneven" => Normal(random) * Math.Exp(2 * Math.Sin(i / 97.0)),
        "constant" => 0.37,
        "zero" => 0,
        "tiny" => 1e-6 * Normal(random),
        "huge" => 1e4 * Normal(random),
        "beyond half precision" => 1e30 * Normal(random),
        "subnormal" => 1e-40 * Normal(random),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    private static double Square(Random random) => Math.Pow(Normal(random), 2);

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
