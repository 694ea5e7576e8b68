using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Torch;

/// <summary>
/// What AdamW remembers of a parameter, a byte a number: the mean of its gradients in the signed dynamic type and that of their squares
/// in the unsigned one, in blocks of 256 (Dettmers et al., arXiv:2110.02861). Zeros at first.
/// </summary>
public sealed class AdamMoments8Bit : IDisposable
{
    internal const long BlockSize = 256;

    private static readonly Lazy<Tensor> SignedTensor = new(() => Kept([.. DynamicLevels.Signed]));
    private static readonly Lazy<Tensor> UnsignedTensor = new(() => Kept([.. DynamicLevels.Unsigned]));

    /// <param name="parameter">of any shape</param>
    public AdamMoments8Bit(Tensor parameter)
    {
        using var scope = NewDisposeScope();
        var nothing = zeros([parameter.numel()], ScalarType.Float32, parameter.device);
        (Means, MeanScales) = BlockCodes.Of(nothing, SignedTensor.Value.to(parameter.device), BlockSize);
        (Squares, SquareScales) = BlockCodes.Of(nothing, UnsignedTensor.Value.to(parameter.device), BlockSize);
        foreach (var part in new[] { Means, MeanScales, Squares, SquareScales }) part.DetachFromDisposeScope();
    }

    /// <summary>Indices of the gradients' mean, [numbers], uint8.</summary>
    public Tensor Means { get; }

    /// <summary>The greatest magnitude of each block of them, [blocks], float32.</summary>
    public Tensor MeanScales { get; }

    /// <summary>Indices of the mean of their squares, [numbers], uint8.</summary>
    public Tensor Squares { get; }

    /// <summary>The greatest of each block of them, [blocks], float32.</summary>
    public Tensor SquareScales { get; }

    internal static Tensor SignedLevels => SignedTensor.Value;

    internal static Tensor UnsignedLevels => UnsignedTensor.Value;

    /// <summary>Frees its memory.</summary>
    public void Dispose()
    {
        Means.Dispose();
        MeanScales.Dispose();
        Squares.Dispose();
        SquareScales.Dispose();
    }

    private static Tensor Kept(float[] values) => tensor(values).DetachFromDisposeScope();
}
