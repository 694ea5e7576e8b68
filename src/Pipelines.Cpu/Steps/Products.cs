using Pipelines.Quantization;

namespace Pipelines.Cpu;

/// <summary>Computes several products at once; rows that several of them read are rounded once.</summary>
internal sealed unsafe class Products(Crew crew) : IDisposable
{
    private readonly ProductRegion region = new(crew);
    private readonly List<ProductInput> inputs = [];
    private Product[] products = [];

    /// <summary>Computes all of them, biases not added.</summary>
    public void Do(ReadOnlySpan<MatrixProduct> all)
    {
        if (products.Length < all.Length) products = new Product[2 * all.Length];
        var used = 0;
        for (var i = 0; i < all.Length; i++)
        {
            var input = Earlier(all[..i], all[i].X) ?? Take(ref used, all[i].X);
            products[i] = new Product(all[i].Matrix.Product, input, all[i].Y.First, all[i].Y.Stride);
        }
        region.Do(products.AsSpan(0, all.Length));
    }

    public void Dispose() => inputs.ForEach(input => input.Dispose());

    private ProductInput? Earlier(ReadOnlySpan<MatrixProduct> before, Rows x)
    {
        for (var i = 0; i < before.Length; i++)
            if (before[i].X == x) return products[i].X;
        return null;
    }

    private ProductInput Take(ref int used, Rows x)
    {
        if (used == inputs.Count) inputs.Add(new ProductInput());
        var input = inputs[used++];
        input.Set(x.First, x.Count, x.Width);
        return input;
    }
}
