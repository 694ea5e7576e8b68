using Pipelines.Torch;
using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Pipelines.Modules;

/// <summary>What one adapter adds beside one projection.</summary>
internal sealed class LowRank
{
    private readonly AdapterSet set;
    private readonly double dropout;

    /// <param name="set">the adapter that it is part of</param>
    /// <param name="path">the projection's path in the model</param>
    /// <param name="projection">what it stands beside, whose device it takes</param>
    public LowRank(AdapterSet set, string path, Projection projection)
    {
        var options = set.Options;
        var rank = options.RankAt(path);
        (this.set, Path, Projection, Scale, dropout) = (set, path, projection, options.ScaleAt(path), options.Dropout);
        using var untracked = torch.no_grad();
        using var whole = projection.Base();
        A = new Parameter(torch.empty([rank, projection.Inputs], ScalarType.Float32, whole.device));
        B = new Parameter(torch.zeros([projection.Outputs, rank], ScalarType.Float32, whole.device));
        if (options.Gaussian) nn.init.normal_(A, 0, 1.0 / rank);
        else nn.init.uniform_(A, -1 / Math.Sqrt(projection.Inputs), 1 / Math.Sqrt(projection.Inputs));
        if (options.Magnitudes) Magnitude = new Parameter(Norm(whole));
    }

    /// <summary>The projection's path in the model.</summary>
    public string Path { get; }

    /// <summary>What it stands beside.</summary>
    public Projection Projection { get; }

    /// <summary>s of s·B·A.</summary>
    public double Scale { get; }

    /// <summary>[rank, in].</summary>
    public Parameter A { get; }

    /// <summary>[out, rank].</summary>
    public Parameter B { get; }

    /// <summary>The length of each of the weight's rows, [out], or null where they keep the length that they come to.</summary>
    public Parameter? Magnitude { get; }

    /// <summary>All that is trained of it.</summary>
    public IEnumerable<Parameter> Parameters => Magnitude is null ? [A, B] : [A, B, Magnitude];

    /// <summary>Whether it adds anything now.</summary>
    public bool IsActive => set.IsActive;

    /// <summary>Whether it drops channels of what goes into A.</summary>
    public bool Drops => dropout > 0 && Projection.training;

    /// <summary>What the projection and this give together, where nothing else stands beside it and nothing is dropped.</summary>
    /// <param name="x">what goes in, […, in]</param>
    /// <param name="bias">the projection's, [out], or null</param>
    /// <returns>[…, out]</returns>
    public Tensor Project(Tensor x, Tensor? bias)
    {
        if (Magnitude is null) return Projection.Product(x, bias, A, B, Scale);
        using var scope = torch.NewDisposeScope();
        var turned = Projection.Product(x, null, A, B, Scale) * Stretch().to_type(x.dtype);    // […, out]
        return (bias is null ? turned : turned + bias.to_type(x.dtype)).MoveToOuterDisposeScope();
    }

    /// <summary>Adds its part to the sum of the projection's own product and what stands beside it already.</summary>
    /// <param name="x">what goes in, […, in]</param>
    /// <param name="product">x · Wᵀ, […, out]</param>
    /// <param name="sum">what there is already, […, out]: <paramref name="product"/> itself where there is nothing else</param>
    /// <returns>[…, out]</returns>
    public Tensor Add(Tensor x, Tensor product, Tensor sum)
    {
        using var scope = torch.NewDisposeScope();
        var input = Drops ? nn.functional.dropout(x, dropout, training: true) : x;
        var part = Fused.linear(Fused.linear(input, A) * Scale, B);                  // […, out]
        if (Magnitude is null) return (sum + part).MoveToOuterDisposeScope();

        var straight = Drops ? Projection.Product(input, null) : product;            // […, out]
        var turned = (straight + part) * Stretch().to_type(x.dtype);                 // […, out]
        var alone = ReferenceEquals(sum, straight);
        return (alone ? turned : sum + (turned - straight)).MoveToOuterDisposeScope();
    }

    /// <summary>The matrix <paramref name="whole"/> with what this makes of it, [out, in], float32.</summary>
    public Tensor Merged(Tensor whole)
    {
        using var scope = torch.NewDisposeScope();
        using var untracked = torch.no_grad();
        var delta = torch.matmul(B, A) * Scale;                                      // [out, in]
        if (Magnitude is null) return (whole + delta).MoveToOuterDisposeScope();
        using var own = Projection.Base();
        return (whole + ((own + delta) * Stretch().unsqueeze(1)) - own).MoveToOuterDisposeScope();
    }

    /// <summary>m / ‖W + s·B·A‖ of each row, where the norm is a constant to the gradient (Liu et al., section 4.3): [out].</summary>
    private Tensor Stretch()
    {
        Tensor norm;
        using (torch.no_grad())
        {
            using var scope = torch.NewDisposeScope();
            norm = Norm(Projection.Base() + (torch.matmul(B, A) * Scale)).MoveToOuterDisposeScope();
        }
        return (Magnitude! / norm).Freeing(norm);
    }

    private static Tensor Norm(Tensor matrix)
    {
        using var squares = matrix.square();
        using var sums = squares.sum([1L]);
        return sums.sqrt();
    }
}
