namespace Pipelines.Quantization;

/// <summary>x · Wᵀ, to be computed.</summary>
/// <param name="matrix">W, [rows, columns]</param>
/// <param name="x">[count, columns]</param>
/// <param name="y">the first row's products; written whole</param>
/// <param name="stride">floats from one row's products to the next's: at least the rows of W</param>
internal readonly unsafe struct Product(ProductMatrix matrix, ProductInput x, float* y, long stride)
{
    public ProductMatrix Matrix { get; } = matrix;

    public ProductInput X { get; } = x;

    public float* Y { get; } = y;

    public long Stride { get; } = stride;
}
