using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization.Tests;

/// <summary>Values encoded and decoded again.</summary>
public sealed class RoundTrips
{
    public static TheoryData<GgufType> Quantized => [.. Rows.Quantized];

    /// <summary>The bounds that ggml's own tests of its quantizers set: the root of the summed squares, over the count.</summary>
    [Theory]
    [MemberData(nameof(Quantized))]
    public void A_wave_comes_back_within_the_published_bound(GgufType type)
    {
        var values = new float[4096];
        for (var i = 0; i < values.Length; i++) values[i] = 0.1f + 2 * MathF.Cos(i);
        var bound = type switch
        {
            GgufType.TQ1_0 or GgufType.TQ2_0 => 0.01,
            GgufType.Q2_K => 0.0075,
            GgufType.Q3_K => 0.0040,
            GgufType.MXFP4 => 0.0030,
            _ => 0.002,
        };
        (Math.Sqrt(Rows.Error(values, Rows.Decode(type, Rows.Encode(type, values)))) / values.Length).ShouldBeLessThan(bound);
    }

    /// <summary>
    /// Codes that span a part's values miss none by more than half a step. Scales and minimums of parts are rounded too, to half of their
    /// step in the block, which takes each code that many times along.
    /// </summary>
    [Theory]
    [MemberData(nameof(Quantized))]
    public void Blocks_stay_within_the_rounding_of_codes_and_scales(GgufType type)
    {
        foreach (var kind in new[] { "normal", "outliers", "heavy tails", "uniform", "uneven", "constant", "huge" })
        {
            var values = Rows.Of(kind);
            var decoded = Rows.Decode(type, Rows.Encode(type, values));
            var length = type.BlockLength();
            for (var start = 0; start < values.Length; start += length)
            {
                var error = Rows.Error(values[start..(start + length)], decoded[start..(start + length)]);
                Math.Sqrt(error / length).ShouldBeLessThan(Bound(type, values.AsSpan(start, length)), $"{kind}, block {start / length}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Quantized))]
    public void Zeros_come_back_as_zeros(GgufType type)
    {
        foreach (var importance in new[] { null, Rows.Importance() })
            Rows.Decode(type, Rows.Encode(type, Rows.Of("zero"), importance)).ShouldAllBe(value => value == 0);
    }

    [Theory]
    [MemberData(nameof(Quantized))]
    public void What_half_precision_cannot_scale_still_decodes_to_numbers(GgufType type)
    {
        foreach (var kind in new[] { "subnormal", "beyond half precision" })
        {
            foreach (var importance in new[] { null, Rows.Importance() })
                Rows.Decode(type, Rows.Encode(type, Rows.Of(kind), importance)).ShouldAllBe(value => float.IsFinite(value));
        }
    }

    [Theory]
    [MemberData(nameof(Quantized))]
    public void Importance_lessens_the_error_that_it_weighs(GgufType type)
    {
        var values = Rows.Of("normal");
        var importance = Rows.Importance();
        var weighed = Rows.Error(values, Rows.Decode(type, Rows.Encode(type, values, importance)), importance);
        var plain = Rows.Error(values, Rows.Decode(type, Rows.Encode(type, values)), importance);
        if (type == GgufType.Q8_0) weighed.ShouldBe(plain);
        else weighed.ShouldBeLessThan((type == GgufType.MXFP4 ? 1 : 0.97) * plain); // powers of two leave little to choose
    }

    [Fact]
    public void Importance_of_one_each_is_none_and_so_is_that_of_zeros()
    {
        var values = Rows.Of("normal");
        var none = Rows.Encode(GgufType.Q4_K, values);
        Rows.Encode(GgufType.Q4_K, values, new float[Rows.Columns]).ShouldBe(none);
        var ones = new float[Rows.Columns];
        Array.Fill(ones, 3f);
        Rows.Error(values, Rows.Decode(GgufType.Q4_K, Rows.Encode(GgufType.Q4_K, values, ones)))
            .ShouldBe(Rows.Error(values, Rows.Decode(GgufType.Q4_K, none)), 1e-6);
    }

    private static double Bound(GgufType type, ReadOnlySpan<float> block)
    {
        var (parts, levels, scales, centred) = type switch
        {
            GgufType.Q4_0 => (1, 8, 0, true),
            GgufType.Q5_0 => (1, 16, 0, true),
            GgufType.Q8_0 => (1, 127, 0, true),
            GgufType.IQ4_NL or GgufType.MXFP4 => (1, 4, 0, true), // the widest gap of levels, over the farthest
            GgufType.IQ4_XS => (8, 4, 31, true),
            GgufType.TQ1_0 or GgufType.TQ2_0 => (1, 2, 0, true),
            GgufType.Q4_1 => (1, 15, 0, false),
            GgufType.Q5_1 => (1, 31, 0, false),
            GgufType.Q2_K => (16, 3, 15, false),
            GgufType.Q3_K => (16, 4, 31, true),
            GgufType.Q4_K => (8, 15, 63, false),
            GgufType.Q5_K => (8, 31, 63, false),
            _ => (16, 32, 127, true),
        };
        double greatest = 0, step = 0, depth = 0;
        for (var part = 0; part < parts; part++)
        {
            var some = block.Slice(part * (block.Length / parts), block.Length / parts).ToArray();
            var (least, most) = (some.Min(), some.Max());
            greatest = Math.Max(greatest, some.Max(MathF.Abs));
            // Codes around 0 have one more level below it than above: there, a value may be missed by a whole step.
            var span = centred ? 2 * some.Max(MathF.Abs) : parts > 1 ? Math.Max(0, most) - Math.Min(0, least) : most - least;
            step = Math.Max(step, span / levels);
            depth = Math.Max(depth, -Math.Min(0, least));
        }

        var ofScales = scales == 0 ? 0 : levels * step / (2 * scales) + depth / (2 * scales);
        return step / 2 + ofScales + greatest / 1024; // and half precision
    }
}
