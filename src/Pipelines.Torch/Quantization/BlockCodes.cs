using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Torch;

/// <summary>
/// Blockwise quantization (Dettmers et al., arXiv:2110.02861): of each block its greatest magnitude, and of each value in it, over that
/// magnitude, the index of the nearest level. A value at the middle of two levels takes the lower.
/// </summary>
internal static class BlockCodes
{
    private const double LeastMagnitude = 1e-38; // of a block of zeros

    /// <param name="values">any shape, float32</param>
    /// <param name="levels">ascending, at most 256, from -1 or 0 to 1</param>
    /// <param name="block">values in a block; the last may have fewer</param>
    /// <returns>the indices in order, [values], uint8, and the magnitudes, [blocks], float32</returns>
    public static (Tensor Codes, Tensor Magnitudes) Of(Tensor values, Tensor levels, long block)
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        var count = values.numel();
        var rows = nn.functional.pad(values.reshape(-1), [0, (block - (count % block)) % block]).reshape(-1, block);
        var magnitudes = rows.abs().amax([1L]).clamp_min(LeastMagnitude);
        var scaled = (rows * magnitudes.reciprocal().unsqueeze(1)).clamp(-1, 1);
        var bounds = (levels.narrow(0, 0, levels.numel() - 1) + levels.narrow(0, 1, levels.numel() - 1)) / 2;
        var codes = scaled.bucketize(bounds, outInt32: true).to_type(ScalarType.Byte).reshape(-1).narrow(0, 0, count).contiguous();
        return (codes.MoveToOuterDisposeScope(), magnitudes.MoveToOuterDisposeScope());
    }

    /// <summary>What the codes stand for, [values], float32.</summary>
    /// <param name="codes">[values], uint8</param>
    /// <param name="magnitudes">[blocks], float32</param>
    /// <param name="levels">as they were coded with</param>
    /// <param name="block">values in a block</param>
    public static Tensor Decode(Tensor codes, Tensor magnitudes, Tensor levels, long block)
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        var count = codes.numel();
        var values = levels.index_select(0, codes.to_type(ScalarType.Int32));
        var rows = nn.functional.pad(values, [0, (block - (count % block)) % block]).reshape(-1, block);
        return (rows * magnitudes.unsqueeze(1)).reshape(-1).narrow(0, 0, count).contiguous().MoveToOuterDisposeScope();
    }
}
