using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Quantization;

/// <summary>A matrix in 8 bits with a scale for each row, which is an output channel: W[o, i] = scale[o] · code[o, i].</summary>
/// <param name="Rows">rows of the matrix (out)</param>
/// <param name="Columns">columns of the matrix (in)</param>
/// <param name="Codes">[out, in], from −127 to 127</param>
/// <param name="Scales">[out], each exact in the type that a file has it in</param>
public sealed record Int8Matrix(int Rows, int Columns, sbyte[] Codes, float[] Scales)
{
    /// <summary>Rounds a matrix: the greatest magnitude of a row is 127 scales.</summary>
    /// <param name="weight">[out, in], float32</param>
    /// <param name="type">of the scales, to which they are rounded before the codes are: float32, float16 or bfloat16</param>
    /// <exception cref="ArgumentException">weights are not finite, or too great for the type</exception>
    public static Int8Matrix Round(Tensor weight, ScalarType type)
    {
        using var untracked = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var greatest = weight.abs().amax([1L]);                                              // [out]
        var scales = (greatest / 127.0).to_type(type).to_type(ScalarType.Float32);
        scales = torch.where(scales.eq(0), torch.ones_like(scales), scales);                 // nothing, or too little for the type
        if (!scales.isfinite().all().item<bool>())
            throw new ArgumentException($"weights are not finite, or too great for {type}", nameof(weight));
        var codes = (weight / scales.unsqueeze(1)).round().clamp(-127, 127).to_type(ScalarType.Int8);
        return new(
            (int)weight.shape[0], (int)weight.shape[1], codes.contiguous().data<sbyte>().ToArray(), scales.data<float>().ToArray());
    }

    /// <summary>The matrix, [out, in], float32: a tensor of its own.</summary>
    public Tensor Decode()
    {
        using var codes = torch.tensor(Codes, [Rows, Columns]);
        using var scales = torch.tensor(Scales, [Rows, 1]);
        return codes * scales;
    }
}
