using Pipelines.Formats.Gguf;
using static TorchSharp.torch;

namespace Pipelines.Quantization.Tests.Kernels;

/// <summary>Matrices in a file's map.</summary>
public sealed class MappedWeights
{
    [Theory]
    [InlineData(GgufType.Q8_0)]
    [InlineData(GgufType.Q4_K)]
    [InlineData(GgufType.BF16)]
    public void Are_never_copied_nor_whole_in_float32(GgufType type)
    {
        const long rows = 6144, columns = 4096;    // 100 MB of float32
        using var file = new BlockFile(type, [rows, columns]);
        var weight = new BlockWeight(file.File, file.Tensor);
        weight.Bytes.ShouldBe(type.Bytes(rows * columns));
        using var x = randn(40, columns);
        using var ids = tensor(new long[] { 1, rows - 1 });
        weight.Product(x).Dispose();

        var before = Anonymous();
        using var product = weight.Product(x);
        using var taken = weight.Take(ids);
        (Anonymous() - before).ShouldBeLessThan(8 << 20);
    }

    /// <summary>Bytes of memory that are nobody's file.</summary>
    private static long Anonymous()
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) << 10;
    }
}
