using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization;

/// <summary>
/// A matrix of codes in panels of sixteen rows: see <see cref="PanelLayout"/>. It takes as much memory as its blocks do, and some
/// hundredths more, of TQ1_0 four tenths; those are read no more, so that pages of a file that held them can go.
/// </summary>
internal sealed unsafe class PanelMatrix : ProductMatrix
{
    /// <summary>Rows of x that a panel goes by at once: they and the panel stay next to the processor.</summary>
    private const int Tile = 16;

    private readonly delegate*<byte*, byte*, in RoundedRows, int, int, Vector256<float>*, void*, void> kernel;
    private readonly PanelLayout layout;
    private byte* panels;

    /// <param name="weight">its blocks are copied</param>
    /// <param name="path">of the sums; the fastest when null</param>
    /// <exception cref="ObjectDisposedException">the weight's file is closed</exception>
    public PanelMatrix(BlockWeight weight, DotPath? path = null)
        : base(checked((int)weight.Rows), checked((int)weight.Columns))
    {
        using var lease = weight.Hold();
        var packing = PanelPacking.Of(weight.Type, Columns);
        (layout, BlockLength) = (packing.Layout, weight.Type.BlockLength());
        kernel = PanelKernel.Of(weight.Type, path ?? PanelKernel.Paths[^1]);
        panels = (byte*)NativeMemory.AlignedAlloc((nuint)OwnBytes, 64);
        Parallel.For(0, Panels, panel => Lay(weight, packing, panel));
    }

    ~PanelMatrix() => Free();

    /// <inheritdoc/>
    public override long Bytes => (long)Panels * layout.Bytes;

    /// <inheritdoc/>
    public override long OwnBytes => Bytes;

    /// <inheritdoc/>
    public override int BlockLength { get; }

    /// <inheritdoc/>
    public override int PanelRows => PanelLayout.Rows;

    /// <inheritdoc/>
    [SkipLocalsInit]
    public override void Multiply(ProductInput x, int first, int count, int panel, int end, float* y, long stride)
    {
        const int line = 64;
        var memory = stackalloc byte[Tile * (2 * sizeof(Vector256<float>) + sizeof(BlockSums)) + line];
        var sums = (Vector256<float>*)(((nint)memory + line - 1) / line * line);
        var rounded = x.Rounded(BlockLength);
        for (var (at, last) = (first, first + count); at < last; at += Tile)
        {
            var some = Math.Min(Tile, last - at);
            for (var i = panel; i < end; i++)
            {
                var from = panels + (long)i * layout.Bytes;
                kernel(from, from + layout.Codes, rounded, at, some, sums, sums + 2 * Tile);
                Store(sums, some, y + at * stride + i * PanelLayout.Rows, stride, Math.Min(PanelLayout.Rows, Rows - i * PanelLayout.Rows));
            }
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private static void Store(Vector256<float>* sums, int count, float* y, long stride, int rows)
    {
        for (var i = 0; i < count; i++, y += stride)
        {
            var products = (float*)(sums + 2 * i);
            Buffer.MemoryCopy(products, y, sizeof(float) * rows, sizeof(float) * rows);
        }
    }

    private void Lay(BlockWeight weight, PanelPacking packing, int panel)
    {
        var rows = stackalloc byte*[PanelLayout.Rows];
        var first = panel * PanelLayout.Rows;
        var place = panels + (long)panel * layout.Bytes;
        var count = Math.Min(PanelLayout.Rows, Rows - first);
        for (var row = 0; row < count; row++) rows[row] = weight.Row(first + row);
        NativeMemory.Clear(place, (nuint)layout.Bytes);
        packing.Lay(rows, count, place);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(panels);
        panels = null;
    }
}
