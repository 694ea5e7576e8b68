using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization;

/// <summary>A matrix of numbers that stand by themselves, where they lie.</summary>
internal sealed unsafe class FloatMatrix : ProductMatrix
{
    /// <summary>Rows of W that the kernel takes.</summary>
    private const int Together = 4;

    /// <summary>Rows of x at a time.</summary>
    private const int Tile = 32;

    private readonly delegate*<byte**, float*, nint, int, float*, void> kernel;
    private readonly BlockWeight? weight;
    private readonly BlockLease lease;
    private readonly byte* numbers;
    private readonly int rowBytes;

    /// <param name="weight">of F32, F16 or BF16; its file stays open until this is disposed</param>
    /// <param name="width">of the registers, one of <see cref="RegisterWidth.All"/>; the widest when null</param>
    /// <exception cref="ObjectDisposedException">the weight's file is closed</exception>
    public FloatMatrix(BlockWeight weight, int? width = null)
        : base(checked((int)weight.Rows), checked((int)weight.Columns))
    {
        this.weight = weight;
        lease = weight.Hold();
        rowBytes = checked((int)weight.RowBytes);
        kernel = FloatKernel.Of(weight.Type, width ?? RegisterWidth.Widest);
    }

    /// <param name="numbers">[rows, columns]; they stay there for as long as this is used</param>
    /// <param name="rows">rows of the matrix</param>
    /// <param name="columns">columns of the matrix</param>
    public FloatMatrix(float* numbers, int rows, int columns)
        : base(rows, columns)
    {
        this.numbers = (byte*)numbers;
        rowBytes = sizeof(float) * columns;
        kernel = FloatKernel.Of(GgufType.F32, RegisterWidth.Widest);
    }

    /// <inheritdoc/>
    public override long Bytes => (long)Rows * rowBytes;

    /// <inheritdoc/>
    public override long OwnBytes => 0;

    /// <inheritdoc/>
    public override int BlockLength => 1;

    /// <inheritdoc/>
    public override int PanelRows => Together;

    /// <inheritdoc/>
    public override void Multiply(ProductInput x, int first, int count, int panel, int end, float* y, long stride)
    {
        var w = stackalloc byte*[Together];
        var products = stackalloc float[Together * Tile];
        for (int at = first, last = first + count; at < last; at += Tile)
        {
            var some = Math.Min(Tile, last - at);
            for (var row = panel * Together; row < Math.Min(Rows, end * Together); row += Together)
            {
                for (var i = 0; i < Together; i++) w[i] = Row(Math.Min(Rows - 1, row + i));
                kernel(w, x.Row(at), Columns, some, products);
                Store(products, some, y + at * stride + row, stride, Math.Min(Together, Rows - row));
            }
        }
    }

    /// <summary>A whole product, in as many threads as are worth while.</summary>
    /// <param name="weight">of F32, F16 or BF16</param>
    /// <param name="x">[count, columns]</param>
    /// <param name="count">rows of x</param>
    /// <param name="y">[count, rows], written whole</param>
    public static void Compute(BlockWeight weight, float* x, int count, float* y)
    {
        using var matrix = new FloatMatrix(weight, weight.Width);
        using var input = new ProductInput();
        input.Set(x, count, matrix.Columns);
        new ProductRegion(Crew.Shared).Do(new Product(matrix, input, y, matrix.Rows));
    }

    /// <inheritdoc/>
    public override void Dispose() => lease.Dispose();

    private static void Store(float* products, int count, float* y, long stride, int rows)
    {
        for (var i = 0; i < count; i++, y += stride)
            for (var row = 0; row < rows; row++) y[row] = products[Together * i + row];
    }

    private byte* Row(int row) => weight is null ? numbers + (long)row * rowBytes : weight.Row(row);
}
