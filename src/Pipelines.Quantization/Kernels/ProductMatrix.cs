using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization;

/// <summary>
/// A matrix as products of rows read it fastest. A row of x gives the same bits whatever rows stand beside it, and however the work is
/// shared.
/// </summary>
internal abstract unsafe class ProductMatrix : IDisposable
{
    /// <param name="rows">rows of the matrix</param>
    /// <param name="columns">columns of the matrix</param>
    protected ProductMatrix(int rows, int columns) => (Rows, Columns) = (rows, columns);

    /// <summary>Rows of the matrix: the width of a product.</summary>
    public int Rows { get; }

    /// <summary>Columns of the matrix: the width of what is multiplied.</summary>
    public int Columns { get; }

    /// <summary>Bytes that a product reads.</summary>
    public abstract long Bytes { get; }

    /// <summary>Bytes of memory that it takes of its own: 0 where it reads what lies elsewhere.</summary>
    public abstract long OwnBytes { get; }

    /// <summary>How x is rounded: in blocks of 32 or 256, or not at all: 1.</summary>
    public abstract int BlockLength { get; }

    /// <summary>Rows of the matrix that are multiplied together: work is shared by so many.</summary>
    public abstract int PanelRows { get; }

    /// <summary>Those shares of the matrix: the last may have fewer rows.</summary>
    public int Panels => (Rows + PanelRows - 1) / PanelRows;

    /// <summary>
    /// What a packed weight holds: codes are laid anew, side by side, in memory of their own; numbers stay where they lie.
    /// </summary>
    public static ProductMatrix Of(BlockWeight weight) =>
        weight.Type.BlockLength() == 1 ? new FloatMatrix(weight) : new PanelMatrix(weight);

    /// <summary>Multiplies some of the panels with some rows of x.</summary>
    /// <param name="x">[…, columns], rounded as <see cref="BlockLength"/> says</param>
    /// <param name="first">the first row of x</param>
    /// <param name="count">rows of x</param>
    /// <param name="panel">the first panel</param>
    /// <param name="end">the panel after the last</param>
    /// <param name="y">[…, stride]: row i of x gives its products from y + i · stride on</param>
    /// <param name="stride">floats from one row's products to the next's</param>
    public abstract void Multiply(ProductInput x, int first, int count, int panel, int end, float* y, long stride);

    public abstract void Dispose();
}
