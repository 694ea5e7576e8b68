using Pipelines.Quantization;

namespace Pipelines.Cpu;

/// <summary>A matrix of the model's, as products read it fastest, and a bias.</summary>
internal sealed unsafe class Matrix : IDisposable
{
    private readonly BlockWeight? packed;
    private readonly float* values;

    /// <param name="packed">the matrix</param>
    /// <param name="bias">[rows], or null</param>
    /// <exception cref="ObjectDisposedException">the file that it lies in is closed</exception>
    public Matrix(BlockWeight packed, NativeFloats? bias)
    {
        (this.packed, Bias) = (packed, bias);
        Product = ProductMatrix.Of(packed);
    }

    /// <param name="values">[rows, columns], which stay where they are</param>
    /// <param name="rows">how many rows</param>
    /// <param name="columns">numbers of each</param>
    /// <param name="bias">[rows], or null</param>
    public Matrix(float* values, int rows, int columns, NativeFloats? bias)
    {
        this.values = values;
        Bias = bias;
        Product = new FloatMatrix(values, rows, columns);
    }

    /// <summary>What multiplies.</summary>
    public ProductMatrix Product { get; }

    /// <summary>What is added to a product, [rows], or null.</summary>
    public NativeFloats? Bias { get; }

    /// <summary>Numbers of a product.</summary>
    public int Rows => Product.Rows;

    /// <summary>Numbers of what is multiplied.</summary>
    public int Columns => Product.Columns;

    /// <summary>A row of the matrix.</summary>
    public void Read(int row, Span<float> into)
    {
        if (packed is not null) packed.Read(row, into);
        else new ReadOnlySpan<float>(values + (long)row * Columns, Columns).CopyTo(into);
    }

    public void Dispose() => Product.Dispose();
}
