using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization.Tests.Kernels;

/// <summary>
/// What a product with blocks is by definition: both sides decoded, number by number, in float64. With types that have codes, x is
/// rounded to blocks of 8 bits.
/// </summary>
internal static class PlainProduct
{
    /// <summary>Holds each product of a row of x and a row of W to its definition, as far as single precision sums.</summary>
    /// <param name="products">[rows of x, rows of W]</param>
    /// <param name="type">of W</param>
    /// <param name="blocks">W, row by row</param>
    /// <param name="inputs">x, row by row</param>
    /// <param name="columns">of both</param>
    public static void Check(
        ReadOnlySpan<float> products, GgufType type, ReadOnlySpan<byte> blocks, ReadOnlySpan<float> inputs, int columns)
    {
        var count = inputs.Length / columns;
        var rows = products.Length / count;
        var (w, rounded) = (Decode(type, blocks, rows * columns), Round(type, inputs));
        for (var i = 0; i < count; i++)
        {
            for (var row = 0; row < rows; row++)
            {
                var (expected, magnitude) = Of(w.AsSpan(row * columns, columns), rounded.AsSpan(i * columns, columns));
                Math.Abs(products[i * rows + row] - expected).ShouldBeLessThanOrEqualTo(
                    magnitude * 4e-6, $"row {row} of [{rows}, {columns}], row {i} of x");
            }
        }
    }

    /// <summary>The product of a row of W and a row of x, and the sum of its terms' magnitudes.</summary>
    /// <param name="w">a row of W, decoded</param>
    /// <param name="rounded">a row of x, by <see cref="Round"/></param>
    public static (double Product, double Magnitude) Of(ReadOnlySpan<float> w, ReadOnlySpan<double> rounded)
    {
        var (product, magnitude) = (0.0, 0.0);
        for (var i = 0; i < w.Length; i++)
        {
            product += (double)w[i] * rounded[i];
            magnitude += Math.Abs((double)w[i] * rounded[i]);
        }
        return (product, magnitude);
    }

    /// <summary>Rows of W as they are defined.</summary>
    public static float[] Decode(GgufType type, ReadOnlySpan<byte> blocks, int elements)
    {
        var values = new float[elements];
        BlockFormat.Of(type).Dequantize(blocks, values, lanes: 1);
        return values;
    }

    /// <summary>Rows of x as the product takes them, whose columns are whole blocks.</summary>
    public static double[] Round(GgufType type, ReadOnlySpan<float> x)
    {
        var rounded = new double[x.Length];
        var length = type.BlockLength();
        for (var i = 0; i < x.Length; i++)
        {
            var greatest = 0f;
            foreach (var value in x.Slice(i / length * length, length)) greatest = Math.Max(greatest, Math.Abs(value));
            var scale = length == 32 ? (double)(float)(Half)(greatest / 127) : greatest / 127;
            rounded[i] = length == 1 ? x[i] : greatest == 0 ? 0 : scale * MathF.Round(x[i] * (127 / greatest));
        }
        return rounded;
    }
}
