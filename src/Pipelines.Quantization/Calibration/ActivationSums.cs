using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Quantization;

/// <summary>Sums over the rows that went into a layer. Rows come in parts of any size; the sums are in double precision.</summary>
internal sealed class ActivationSums : IDisposable
{
    private readonly Tensor squares;
    private readonly Tensor? products;

    /// <param name="columns">width of a row</param>
    /// <param name="needs">what is summed</param>
    public ActivationSums(long columns, CalibrationNeeds needs)
    {
        // The first rows come from within a pass, whose scopes end before these sums do.
        squares = torch.zeros([columns], ScalarType.Float64).DetachFromDisposeScope();
        if (needs == CalibrationNeeds.Hessian)
            products = torch.zeros([columns, columns], ScalarType.Float64).DetachFromDisposeScope();
    }

    /// <summary>How many rows there were.</summary>
    public long Rows { get; private set; }

    /// <summary>Adds rows.</summary>
    /// <param name="x">[…, columns]</param>
    public void Add(Tensor x)
    {
        using var untracked = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var rows = x.reshape(-1, squares.shape[0]).to(ScalarType.Float32, CPU);    // [rows, columns]
        Rows += rows.shape[0];
        if (products is null) squares.add_(rows.square().sum([0L], type: ScalarType.Float64));
        else products.add_(rows.t().matmul(rows));
    }

    /// <summary>The mean square of each column, [columns]; null where there was no row.</summary>
    public float[]? Squares()
    {
        if (Rows == 0) return null;
        using var sums = products?.diagonal() ?? squares.alias();
        using var means = sums / (double)Rows;
        using var single = means.to_type(ScalarType.Float32);
        return single.data<float>().ToArray();
    }

    /// <summary>The mean of each product of two columns, [columns, columns], float64; null where there was no row.</summary>
    public Tensor? Products() => Rows == 0 || products is null ? null : products / (double)Rows;

    /// <summary>Whether everything that was summed is a number.</summary>
    public bool IsFinite()
    {
        using var total = (products ?? squares).sum();
        return double.IsFinite(total.item<double>());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        squares.Dispose();
        products?.Dispose();
    }
}
