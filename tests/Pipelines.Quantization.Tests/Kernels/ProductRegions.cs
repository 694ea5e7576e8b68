using System.Globalization;
using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization.Tests.Kernels;

/// <summary>Products of several matrices at once, summed in every way that this machine has.</summary>
public sealed unsafe class ProductRegions
{
    /// <summary>Each type and way of computing: of codes a <see cref="DotPath"/>, of numbers a width of registers.</summary>
    public static TheoryData<GgufType, string> Kernels
    {
        get
        {
            var kernels = new TheoryData<GgufType, string>();
            foreach (var type in RandomBlocks.Types)
                foreach (var way in Ways(type)) kernels.Add(type, way);
            return kernels;
        }
    }

    public static TheoryData<GgufType> Types => [.. RandomBlocks.Types];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Are_what_the_definition_says_of_any_bits(GgufType type, string way)
    {
        foreach (var (rows, columns, count) in new[] { (1, 256, 1), (5, 768, 1), (8, 512, 4), (19, 1280, 7), (9, 256, 70) })
        {
            var random = new Random(rows);
            var blocks = RandomBlocks.Of(type, rows * columns, random);
            var inputs = RandomBlocks.Inputs(count * columns, random);
            using var matrix = Matrix(new(type, columns, blocks), way);
            (matrix.Rows, matrix.Columns).ShouldBe((rows, columns));
            var products = Compute(matrix, inputs, count, threads: 0);
            PlainProduct.Check(products, type, blocks, inputs, columns);
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Are_the_same_bits_however_they_are_summed_and_whatever_stands_beside_a_row(GgufType type)
    {
        var random = new Random(3);
        const int rows = 301, columns = 512, count = 41;
        var weight = new BlockWeight(type, columns, RandomBlocks.Of(type, rows * columns, random));
        var inputs = RandomBlocks.Inputs(count * columns, random);
        var alone = new float[count * rows];
        using (var matrix = ProductMatrix.Of(weight))
            for (var i = 0; i < count; i++)
                Compute(matrix, inputs[(i * columns)..((i + 1) * columns)], 1, threads: 0).CopyTo(alone, i * rows);
        foreach (var way in Ways(type))
        {
            using var matrix = Matrix(weight, way);
            foreach (var threads in new[] { 0, 3 })
                Compute(matrix, inputs, count, threads).AsSpan().SequenceEqual(alone).ShouldBeTrue($"{way}, {threads} threads more");
        }
    }

    [Fact]
    public void Go_to_their_places_from_their_inputs()
    {
        var random = new Random(4);
        using var crew = new Crew(2);
        using ProductInput a = new(), b = new();
        var region = new ProductRegion(crew);
        var inputs = (A: RandomBlocks.Inputs(3 * 512, random), B: RandomBlocks.Inputs(5 * 256, random));
        using var first = ProductMatrix.Of(new BlockWeight(GgufType.Q4_K, 512, RandomBlocks.Of(GgufType.Q4_K, 21 * 512, random)));
        using var second = ProductMatrix.Of(new BlockWeight(GgufType.Q8_0, 512, RandomBlocks.Of(GgufType.Q8_0, 8 * 512, random)));
        using var third = ProductMatrix.Of(new BlockWeight(GgufType.F16, 256, RandomBlocks.Of(GgufType.F16, 7 * 256, random)));
        var (wide, narrow) = (new float[3 * 40], new float[5 * 7]);
        Array.Fill(wide, 9);
        fixed (float* x = inputs.A, z = inputs.B, y = wide, w = narrow)
        {
            a.Set(x, 3, 512);
            b.Set(z, 5, 256);
            region.Do(new(first, a, y, 40), new(second, a, y + 25, 40), new(third, b, w, 7));
        }
        var expected = (Compute(first, inputs.A, 3, 0), Compute(second, inputs.A, 3, 0));
        for (var i = 0; i < 3; i++)
        {
            wide[(40 * i)..(40 * i + 21)].ShouldBe(expected.Item1[(21 * i)..(21 * i + 21)]);
            wide[(40 * i + 21)..(40 * i + 25)].ShouldAllBe(untouched => untouched == 9);
            wide[(40 * i + 25)..(40 * i + 33)].ShouldBe(expected.Item2[(8 * i)..(8 * i + 8)]);
        }
        narrow.ShouldBe(Compute(third, inputs.B, 5, 0));
    }

    [Fact]
    public void Take_as_many_experts_as_there_are_with_few_rows_each_or_none()
    {
        const int experts = 20, columns = 256, rows = 24;
        var random = new Random(8);
        using var crew = new Crew(2);
        var matrices = Enumerable.Range(0, experts)
            .Select(i => ProductMatrix.Of(new BlockWeight(GgufType.Q6_K, columns, RandomBlocks.Of(GgufType.Q6_K, rows * columns, random))))
            .ToArray();
        var inputs = Enumerable.Range(0, experts).Select(_ => new ProductInput()).ToArray();
        var values = RandomBlocks.Inputs(4 * columns, random);
        var products = new Product[experts];
        var y = new float[experts * 4 * rows];
        fixed (float* x = values, to = y)
        {
            for (var i = 0; i < experts; i++)
            {
                inputs[i].Set(x, i % 4, columns);
                products[i] = new(matrices[i], inputs[i], to + i * 4 * rows, rows);
            }
            new ProductRegion(crew).Do(products);
        }
        for (var i = 0; i < experts; i++)
        {
            var expected = Compute(matrices[i], values, i % 4, threads: 0);
            y.AsSpan(i * 4 * rows, 4 * rows).SequenceEqual([.. expected, .. new float[(4 - i % 4) * rows]]).ShouldBeTrue($"expert {i}");
        }
        foreach (var matrix in matrices) matrix.Dispose();
        foreach (var input in inputs) input.Dispose();
    }

    [Theory]
    [InlineData(GgufType.Q4_K)]
    [InlineData(GgufType.F16)]
    public void Follow_the_order_of_rows_in_a_file(GgufType type)
    {
        using var file = new BlockFile(type, [3, 6, 256]);
        int[] order = [4, 0, 5, 1, 3, 2];
        using var whole = ProductMatrix.Of(new BlockWeight(file.File, file.Tensor));
        using var expert = ProductMatrix.Of(new BlockWeight(file.File, file.Tensor, firstRow: 6, rows: 6, order));
        var inputs = RandomBlocks.Inputs(256, new Random(5)).Select((_, i) => MathF.Sin(i)).ToArray();
        var all = Compute(whole, inputs, 1, threads: 0);
        Compute(expert, inputs, 1, threads: 0).ShouldBe([.. order.Select(row => all[6 + row])]);
    }

    [Theory]
    [InlineData(GgufType.Q8_0)]
    [InlineData(GgufType.Q6_K)]
    public void Of_what_is_no_number_are_none(GgufType type)
    {
        using var matrix = ProductMatrix.Of(new BlockWeight(type, 512, RandomBlocks.Of(type, 512 * 2, new Random(1))));
        foreach (var bad in new[] { float.NaN, float.PositiveInfinity })
        {
            var x = Enumerable.Repeat(1f, 512).ToArray();
            x[300] = bad;
            Compute(matrix, x, 1, threads: 0).ShouldAllBe(product => float.IsNaN(product));
        }
    }

    [Fact]
    public void Take_numbers_where_they_lie_with_columns_that_fill_no_register()
    {
        const int rows = 7, columns = 37, count = 6;
        var random = new Random(7);
        var (w, inputs) = (RandomBlocks.Inputs(rows * columns, random), RandomBlocks.Inputs(count * columns, random));
        Array.Reverse(w);
        fixed (float* numbers = w)
        {
            using var matrix = new FloatMatrix(numbers, rows, columns);
            matrix.OwnBytes.ShouldBe(0);
            var products = Compute(matrix, inputs, count, threads: 2);
            for (var i = 0; i < count; i++)
            {
                for (var row = 0; row < rows; row++)
                {
                    var x = PlainProduct.Round(GgufType.F32, inputs.AsSpan(i * columns, columns));
                    var (expected, magnitude) = PlainProduct.Of(w.AsSpan(row * columns, columns), x);
                    Math.Abs(products[i * rows + row] - expected).ShouldBeLessThanOrEqualTo(magnitude * 4e-6);
                }
            }
        }
    }

    [Fact]
    public void Allocate_nothing()
    {
        var random = new Random(6);
        using var crew = new Crew(0);
        using var input = new ProductInput();
        using var matrix = ProductMatrix.Of(new BlockWeight(GgufType.Q4_K, 512, RandomBlocks.Of(GgufType.Q4_K, 64 * 512, random)));
        var region = new ProductRegion(crew);
        fixed (float* x = RandomBlocks.Inputs(512, random), y = new float[64])
        {
            Once(x, y);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 10; i++) Once(x, y);
            GC.GetAllocatedBytesForCurrentThread().ShouldBe(before);
        }

        void Once(float* x, float* y)
        {
            input.Set(x, 1, 512);
            region.Do(new Product(matrix, input, y, 64));
        }
    }

    private static IEnumerable<string> Ways(GgufType type) => type.BlockLength() == 1
        ? RegisterWidth.All.Select(width => $"{width} bits")
        : PanelKernel.Paths.Select(path => $"{path}");

    private static ProductMatrix Matrix(BlockWeight weight, string way) => weight.Type.BlockLength() == 1
        ? new FloatMatrix(weight, int.Parse(way.Split(' ')[0], CultureInfo.InvariantCulture))
        : new PanelMatrix(weight, Enum.Parse<DotPath>(way));

    private static float[] Compute(ProductMatrix matrix, float[] inputs, int count, int threads)
    {
        using var crew = new Crew(threads);
        using var input = new ProductInput();
        var products = new float[count * matrix.Rows];
        fixed (float* x = inputs, y = products)
        {
            input.Set(x, count, matrix.Columns);
            new ProductRegion(crew).Do(new Product(matrix, input, y, matrix.Rows));
        }
        return products;
    }
}
