using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Torch;

/// <summary>
/// A matrix in 4-bit NormalFloat with double quantization (Dettmers et al., arXiv:2305.14314, section 3), as bitsandbytes lays it out:
/// blocks of 64 values by rows; their magnitudes, less the mean of all, in blocks of 256 of the signed dynamic type. About 4.13 bits a
/// value. The mean is summed in float64, and levels are rounded once, so that the bits are the same on every machine.
/// </summary>
public sealed class Nf4Weight : IDisposable
{
    private const long BlockSize = 64, GroupSize = 256;

    /// <summary>
    /// The 16 levels: quantiles of the standard normal distribution over [-1, 1], with an exact zero (Dettmers et al., appendix E).
    /// </summary>
    public static IReadOnlyList<float> Levels { get; } =
    [
        -1.0f, -0.6961928009986877f, -0.5250730514526367f, -0.39491748809814453f, -0.28444138169288635f, -0.18477343022823334f,
        -0.09105003625154495f, 0.0f, 0.07958029955625534f, 0.16093020141124725f, 0.24611230194568634f, 0.33791524171829224f,
        0.44070982933044434f, 0.5626170039176941f, 0.7229568362236023f, 1.0f,
    ];

    private static readonly Lazy<Tensor> LevelTensor = new(() => Kept([.. Levels]));
    private static readonly Lazy<Tensor> ScaleLevelTensor = new(() => Kept([.. DynamicLevels.Signed]));

    private Nf4Weight(long rows, long columns, Tensor codes, Tensor scales, Tensor groups, Tensor offset) =>
        (Rows, Columns, Codes, Scales, Groups, Offset) = (rows, columns, codes, scales, groups, offset);

    /// <summary>Rows of the matrix.</summary>
    public long Rows { get; }

    /// <summary>Columns of the matrix.</summary>
    public long Columns { get; }

    /// <summary>Two levels' indices in a byte, the first in its high half: [⌈rows · columns / 2⌉], uint8.</summary>
    public Tensor Codes { get; }

    /// <summary>Indices of the blocks' magnitudes less <see cref="Offset"/>, [blocks], uint8.</summary>
    public Tensor Scales { get; }

    /// <summary>Magnitudes of groups of 256 <see cref="Scales"/>, [groups], float32.</summary>
    public Tensor Groups { get; }

    /// <summary>The mean of the blocks' magnitudes, [1], float32.</summary>
    public Tensor Offset { get; }

    /// <summary>Bytes that it takes.</summary>
    public long Bytes => Codes.numel() + Scales.numel() + (4 * (Groups.numel() + 1));

    /// <summary>What <see cref="Fused.nf4_linear"/>'s kernel takes.</summary>
    internal Tensor[] Parts => [Codes, Scales, Groups, Offset, LevelTensor.Value, ScaleLevelTensor.Value];

    /// <summary>Quantizes a matrix, on its device.</summary>
    /// <param name="weight">[rows, columns], of any floating type</param>
    public static Nf4Weight Quantize(Tensor weight)
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        var device = weight.device;
        var (codes, magnitudes) = BlockCodes.Of(weight.to_type(ScalarType.Float32), LevelTensor.Value.to(device), BlockSize);
        var pairs = nn.functional.pad(codes, [0, codes.numel() % 2]).reshape(-1, 2);
        var packed = (pairs.select(1, 0) * 16) + pairs.select(1, 1);
        var offset = magnitudes.to_type(ScalarType.Float64).mean().to_type(ScalarType.Float32).reshape(1);
        var (scales, groups) = BlockCodes.Of(magnitudes - offset, ScaleLevelTensor.Value.to(device), GroupSize);
        return new(
            weight.shape[0], weight.shape[1], packed.DetachFromDisposeScope(), scales.DetachFromDisposeScope(),
            groups.DetachFromDisposeScope(), offset.DetachFromDisposeScope());
    }

    /// <summary>The matrix again, [rows, columns], float32: a level times its block's scale each.</summary>
    public Tensor Decode()
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        var device = Codes.device;
        var scales = BlockCodes.Decode(Scales, Groups, ScaleLevelTensor.Value.to(device), GroupSize) + Offset;
        var wide = Codes.to_type(ScalarType.Int32);
        var codes = stack([wide.bitwise_right_shift(tensor(4, device: device)), wide.bitwise_and(tensor(15, device: device))], 1)
            .reshape(-1).narrow(0, 0, Rows * Columns).to_type(ScalarType.Byte);
        return BlockCodes.Decode(codes, scales, LevelTensor.Value.to(device), BlockSize).reshape(Rows, Columns).MoveToOuterDisposeScope();
    }

    /// <summary>Frees its memory.</summary>
    public void Dispose()
    {
        Codes.Dispose();
        Scales.Dispose();
        Groups.Dispose();
        Offset.Dispose();
    }

    private static Tensor Kept(float[] values) => tensor(values).DetachFromDisposeScope();
}
