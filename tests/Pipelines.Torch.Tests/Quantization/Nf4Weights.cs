using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Torch.Tests;

/// <summary>NF4, bit for bit as its definition says: held against a reference in numpy, one block after another.</summary>
public sealed class Nf4Weights
{
    /// <summary>The definition: quantize(values) to codes, scales, groups and offset, and decode of those.</summary>
    private const string Definition =
        """
        import numpy as np
        from fractions import Fraction
        f = np.float32
        nf4 = np.array([-1.0, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453, -0.28444138169288635,
            -0.18477343022823334, -0.09105003625154495, 0.0, 0.07958029955625534, 0.16093020141124725, 0.24611230194568634,
            0.33791524171829224, 0.44070982933044434, 0.5626170039176941, 0.7229568362236023, 1.0], dtype=f)
        def dynamic(signed):
            levels = {Fraction(0), Fraction(1)}
            for i in range(7):
                n = 2 ** i if signed else 2 ** (i + 1)
                for k in range(n):
                    level = Fraction(10) ** (i - 6) * (Fraction(1, 10) + Fraction(9, 10) * Fraction(2 * k + 1, 2 * n))
                    levels |= {level, -level} if signed else {level}
            return np.array([f(float(level)) for level in sorted(levels)])
        def blockwise(values, levels, size):
            middles = (levels[:-1] + levels[1:]) / f(2)
            codes, magnitudes = [], []
            for at in range(0, len(values), size):
                block = values[at:at + size]
                magnitude = max(max(abs(v) for v in block), f(1e-38))
                magnitudes.append(magnitude)
                for v in block: codes.append(int((np.clip(v * (f(1) / magnitude), f(-1), f(1)) > middles).sum()))
            return codes, np.array(magnitudes, dtype=f)
        def quantize(values):
            codes, magnitudes = blockwise(values, nf4, 64)
            offset = f(magnitudes.astype(np.float64).mean())
            scales, groups = blockwise(magnitudes - offset, dynamic(True), 256)
            codes += [0] * (len(codes) % 2)
            return [16 * codes[i] + codes[i + 1] for i in range(0, len(codes), 2)], scales, groups, offset
        def decode(values):
            packed, scales, groups, offset = quantize(values)
            signed = dynamic(True)
            def value(i):
                code = packed[i // 2] >> 4 if i % 2 == 0 else packed[i // 2] & 15
                block = i // 64
                return nf4[code] * (signed[scales[block]] * groups[block // 256] + offset)
            return np.array([value(i) for i in range(len(values))], dtype=f)
        def numbers(count):
            return np.array([((i * 7919) % 2003 - 1001) / 1024 * (1 + i // 64 % 7) / (1 + i // 6400 % 5) for i in range(count)], dtype=f)
        """;

    [Theory]
    [InlineData(64)]
    [InlineData(63)]             // a part of a block, and half a byte
    [InlineData(20_032)]         // 313 blocks: a group and a part of one
    public void Are_bit_for_bit_what_the_definition_says(int count)
    {
        using var scope = NewDisposeScope();
        using var weight = Nf4Weight.Quantize(Numbers(count).reshape(1, count));
        Expect(weight.Codes, count, "quantize(numbers(N))[0]");
        Expect(weight.Scales, count, "quantize(numbers(N))[1]");
        Expect(weight.Groups, count, "quantize(numbers(N))[2]");
        Expect(weight.Offset, count, "[quantize(numbers(N))[3]]");
        Expect(weight.Decode().reshape(-1), count, "decode(numbers(N))");
    }

    [Fact]
    public void Kernels_decode_the_same_bits()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        foreach (var (rows, columns) in new[] { (65, 63), (64, 64), (7, 200) })
        {
            using var weight = Nf4Weight.Quantize(randn(rows, columns));
            Kernels.nf4_decode(weight).bytes.SequenceEqual(weight.Decode().bytes).ShouldBeTrue();
        }
    }

    [Fact]
    public void The_dynamic_levels_are_those_of_their_definition()
    {
        Values("dynamic(True)").ShouldBe(DynamicLevels.Signed.Select(level => (double)level));
        Values("dynamic(False)").ShouldBe(DynamicLevels.Unsigned.Select(level => (double)level));
        DynamicLevels.Signed.Count.ShouldBe(256);
        DynamicLevels.Unsigned.Count.ShouldBe(256);
    }

    [Fact]
    public void Zeros_stay_zeros()
    {
        using var scope = NewDisposeScope();
        using var weight = Nf4Weight.Quantize(zeros(4, 64));
        weight.Decode().abs().max().item<float>().ShouldBe(0);
    }

    [Fact]
    public void Take_little_more_than_four_bits_a_value()
    {
        using var scope = NewDisposeScope();
        using var weight = Nf4Weight.Quantize(randn(512, 512));
        (weight.Bytes * 8 / (512.0 * 512)).ShouldBeInRange(4.12, 4.13);
    }

    private static Tensor Numbers(int count) => tensor([.. Enumerable.Range(0, count).Select(Number)]);

    private static float Number(int i) => (float)((((long)i * 7919 % 2003) - 1001) / 1024.0 * (1 + (i / 64 % 7)) / (1 + (i / 6400 % 5)));

    private static void Expect(Tensor actual, int count, string source)
    {
        using var wide = actual.to(ScalarType.Float64);
        var expected = Values(source.Replace("N", $"{count}", StringComparison.Ordinal));
        wide.data<double>().ToArray().ShouldBe(expected, source);
    }

    private static double[] Values(string expression) =>
        Python.Evaluate($"{Definition}\nresult = torch.as_tensor(np.array({expression}).astype(np.float64))").Elements;
}
