using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization;

/// <summary>A matrix of numbers that stand by themselves, where they lie.</summary>
internal sealed unsafe class FloatMatrix : ProductMatrix
{
    private readonly delegate*<byte*, byte*, in InputRows, int, int, float*, void> kernel;
    private readonly BlockWeight? weight;
    private readonly BlockLease lease;
    private readonly byte* numbers;
    private readonly int rowBytes;

    /// <param name="weight">of F32, F16 or BF16; its file stays open</param>
    /// <exception cref="ObjectDisposedException">the weight's file is closed</exception>
    public FloatMatrix(BlockWeight weight)
        : base(checked((int)weight.Rows), checked((int)weight.Columns))
    {
        this.weight = weight;
        lease = weight.Hold();
        rowBytes = checked((int)weight.RowBytes);
        kernel = RowKernel.Of(weight.Type, RegisterWidth.Widest);
    }

    /// <param name="numbers">[rows, columns]; they stay there for as long as this is used</param>
    /// <param name="rows">rows of the matrix</param>
    /// <param name="columns">columns of the matrix</param>
    public FloatMatrix(float* numbers, int rows, int columns)
        : base(rows, columns)
    {
        this.numbers = (byte*)numbers;
        rowBytes = sizeof(float) * columns;
        kernel = RowKernel.Of(GgufType.F32, RegisterWidth.Widest);
    }

    /// <inheritdoc/>
    public override long Bytes => (long)Rows * rowBytes;

    /// <inheritdoc/>
    public override long OwnBytes => 0;

    /// <inheritdoc/>
    public override int BlockLength => 1;

    /// <inheritdoc/>
    public override int PanelRows => 4;

    /// <inheritdoc/>
    public override void Multiply(ProductInput x, int first, int count, int panel, int end, float* y, long stride)
    {
        const int tile = 32;
        var products = stackalloc float[2 * tile];
        var inputs = x.Plain;
        for (var at = first; at < first + count; at += tile)
        {
            var some = Math.Min(tile, first + count - at);
            for (var row = panel * PanelRows; row < Math.Min(Rows, end * PanelRows); row++)
            {
                kernel(Row(row), Row(row), inputs, at, some, products);
                for (var i = 0; i < some; i++) y[(at + i) * stride + row] = products[2 * i];
            }
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => lease.Dispose();

    private byte* Row(int row) => weight is null ? numbers + (long)row * rowBytes : weight.Row(row);
}
