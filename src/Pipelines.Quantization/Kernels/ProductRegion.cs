namespace Pipelines.Quantization;

/// <summary>
/// Computes several products at once, such as those with the queries', keys' and values' matrices, or those of all experts: threads meet
/// once before and once after. Used by one thread at a time.
/// </summary>
internal sealed class ProductRegion
{
    /// <summary>Bytes of W, times rows of x, that are worth a share of their own: some microseconds.</summary>
    private const long LeastShare = 1 << 15;

    /// <summary>Shares for each thread, so that one that was kept elsewhere does not keep the others.</summary>
    private const int SharesOfThread = 8;

    private readonly Crew crew;
    private readonly Action<int> compute;
    private Product[] products = new Product[8];
    private int[] ends = new int[8], panels = new int[8];    // shares up to each product's last, and panels of a share

    /// <param name="crew">shares the work</param>
    public ProductRegion(Crew crew)
    {
        this.crew = crew;
        compute = Compute;
    }

    /// <summary>Computes all of them.</summary>
    public void Do(params ReadOnlySpan<Product> all)
    {
        if (products.Length < all.Length)
            (products, ends, panels) = (new Product[2 * all.Length], new int[2 * all.Length], new int[2 * all.Length]);
        all.CopyTo(products);
        var work = 0L;
        foreach (var product in all)
        {
            product.X.Round(product.Matrix.BlockLength, crew);
            work += product.Matrix.Bytes * product.X.Rows;
        }
        var share = Math.Max(LeastShare, work / (SharesOfThread * crew.Size));
        var count = 0;
        for (var i = 0; i < all.Length; i++)
        {
            var matrix = all[i].Matrix;
            var panel = Math.Max(1, matrix.Bytes / matrix.Panels * all[i].X.Rows);
            panels[i] = (int)Math.Clamp(share / panel, 1, matrix.Panels);
            ends[i] = count += (matrix.Panels + panels[i] - 1) / panels[i];
        }
        crew.Do(count, compute);
    }

    private unsafe void Compute(int share)
    {
        var i = 0;
        while (share >= ends[i]) i++;
        var (product, matrix) = (products[i], products[i].Matrix);
        var panel = (share - (i == 0 ? 0 : ends[i - 1])) * panels[i];
        var end = Math.Min(matrix.Panels, panel + panels[i]);
        matrix.Multiply(product.X, 0, product.X.Rows, panel, end, product.Y, product.Stride);
    }
}
