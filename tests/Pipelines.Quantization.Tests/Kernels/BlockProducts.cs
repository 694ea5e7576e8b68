using Pipelines.Formats.Gguf;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Quantization.Tests.Kernels;

/// <summary>Products with matrices in blocks, in registers of every width that this machine has.</summary>
public sealed class BlockProducts
{
    public static TheoryData<GgufType, int> Kernels
    {
        get
        {
            var kernels = new TheoryData<GgufType, int>();
            foreach (var type in RandomBlocks.Types)
                foreach (var width in RegisterWidth.All) kernels.Add(type, width);
            return kernels;
        }
    }

    public static TheoryData<GgufType> Types => [.. RandomBlocks.Types];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Are_what_the_definition_says_of_any_bits(GgufType type, int width)
    {
        foreach (var (rows, columns, count) in new[] { (1, 256, 1), (5, 768, 1), (4, 512, 4), (7, 1280, 7), (9, 256, 70) })
        {
            var random = new Random(rows);
            var blocks = RandomBlocks.Of(type, rows * columns, random);
            var inputs = RandomBlocks.Inputs(count * columns, random);
            var weight = new BlockWeight(type, columns, blocks) { Width = width };
            using var x = tensor(inputs, [count, columns]);
            using var product = weight.Product(x);
            product.shape.ShouldBe([count, rows]);
            PlainProduct.Check(product.data<float>().ToArray(), type, blocks, inputs, columns);
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Are_the_same_bits_whatever_stands_beside_a_row(GgufType type)
    {
        using var scope = NewDisposeScope();
        var random = new Random(3);
        const int rows = 700, columns = 512, count = 9;    // enough for several threads
        var weight = new BlockWeight(type, columns, RandomBlocks.Of(type, rows * columns, random));
        var x = tensor(RandomBlocks.Inputs(count * columns, random), [count, columns]);
        var together = weight.Product(x);
        for (var i = 0; i < count; i++)
            weight.Product(x.narrow(0, i, 1)).bytes.SequenceEqual(together.narrow(0, i, 1).bytes).ShouldBeTrue($"row {i}");
    }

    [Theory]
    [InlineData(GgufType.Q4_K)]
    [InlineData(GgufType.Q8_0)]
    [InlineData(GgufType.F16)]
    public void Come_in_the_order_that_is_asked_for(GgufType type)
    {
        using var scope = NewDisposeScope();
        using var file = new BlockFile(type, [3, 6, 256]);
        int[] order = [4, 0, 5, 1, 3, 2];
        var whole = new BlockWeight(file.File, file.Tensor);
        var expert = new BlockWeight(file.File, file.Tensor, firstRow: 6, rows: 6, order);
        var x = randn(2, 256);
        var chosen = tensor(order.Select(row => 6L + row).ToArray());
        expert.Rows.ShouldBe(6);
        expert.Product(x).bytes.SequenceEqual(whole.Product(x).index_select(1, chosen).bytes).ShouldBeTrue();
        expert.Decode().bytes.SequenceEqual(whole.Decode().index_select(0, chosen).bytes).ShouldBeTrue();
        var ids = tensor(new long[] { 5, 1, 1, 0 }, [2, 2]);
        expert.Take(ids).bytes.SequenceEqual(expert.Decode().index_select(0, ids.flatten()).bytes).ShouldBeTrue();
        expert.Take(ids).shape.ShouldBe([2, 2, 256]);
    }

    [Fact]
    public void Follow_the_type_and_shape_of_x()
    {
        using var scope = NewDisposeScope();
        var weight = new BlockWeight(GgufType.Q8_0, 64, RandomBlocks.Of(GgufType.Q8_0, 64 * 5, new Random(1)));
        var x = randn(2, 3, 64).to_type(ScalarType.BFloat16);
        var product = weight.Product(x);
        product.dtype.ShouldBe(ScalarType.BFloat16);
        product.shape.ShouldBe([2, 3, 5]);
        var turned = x.transpose(0, 1);
        weight.Product(turned).bytes.SequenceEqual(product.transpose(0, 1).contiguous().bytes).ShouldBeTrue();
        weight.Product(x.to_type(ScalarType.Float32)).to_type(ScalarType.BFloat16).bytes.SequenceEqual(product.bytes).ShouldBeTrue();
    }

    [Fact]
    public void Of_what_is_no_number_are_none()
    {
        using var scope = NewDisposeScope();
        var weight = new BlockWeight(GgufType.Q4_K, 512, RandomBlocks.Of(GgufType.Q4_K, 512 * 2, new Random(1)));
        foreach (var bad in new[] { float.NaN, float.PositiveInfinity })
        {
            var x = ones(1, 512);
            x[0, 300] = tensor(bad);
            var product = weight.Product(x);
            product.isnan().all().item<bool>().ShouldBeTrue();
        }
    }

    [Fact]
    public void Refuse_what_does_not_fit()
    {
        using var scope = NewDisposeScope();
        var blocks = RandomBlocks.Of(GgufType.Q8_0, 64 * 5, new Random(1));
        var weight = new BlockWeight(GgufType.Q8_0, 64, blocks);
        Should.Throw<ArgumentException>(() => weight.Product(ones(2, 32))).Message.ShouldContain("expected Float32 or BFloat16 […, 64]");
        Should.Throw<ArgumentException>(() => weight.Product(ones(2, 64, dtype: ScalarType.Int64)));
        Should.Throw<ArgumentOutOfRangeException>(() => weight.Take(tensor(new long[] { 5 })));
        Should.Throw<ArgumentOutOfRangeException>(() => weight.Take(tensor(new long[] { -1 })));
        Should.Throw<ArgumentException>(() => new BlockWeight(GgufType.Q8_0, 63, blocks));
        Should.Throw<ArgumentException>(() => new BlockWeight(GgufType.Q8_0, 64, blocks.AsSpan(1)));
        Should.Throw<NotSupportedException>(() => new BlockWeight(GgufType.I8, 64, blocks.AsSpan(0, 320)));
        using var file = new BlockFile(GgufType.Q8_0, [4, 64]);
        Should.Throw<ArgumentOutOfRangeException>(() => new BlockWeight(file.File, file.Tensor, firstRow: 2, rows: 3));
        Should.Throw<ArgumentException>(() => new BlockWeight(file.File, file.Tensor, 0, 4, [0, 1, 2, 2])).Message.ShouldContain("twice");
        var open = new BlockWeight(file.File, file.Tensor);
        file.Dispose();
        Should.Throw<ObjectDisposedException>(() => open.Product(ones(1, 64)));
        Should.Throw<ObjectDisposedException>(() => open.Decode());
    }
}
