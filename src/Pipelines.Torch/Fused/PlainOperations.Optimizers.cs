using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Torch;

internal static partial class PlainOperations
{
    public static void adamw_8bit_(
        Tensor parameter, Tensor gradient, AdamMoments8Bit moments, long step, double lr, double beta1, double beta2, double eps, double decay)
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        const long block = AdamMoments8Bit.BlockSize;
        var (signed, unsigned) = (AdamMoments8Bit.SignedLevels.to(parameter.device), AdamMoments8Bit.UnsignedLevels.to(parameter.device));
        var g = gradient.to_type(ScalarType.Float32).reshape(-1);
        var mean = BlockCodes.Decode(moments.Means, moments.MeanScales, signed, block) * beta1 + g * (1 - beta1);
        var square = BlockCodes.Decode(moments.Squares, moments.SquareScales, unsigned, block) * beta2 + g * g * (1 - beta2);
        var root = square.sqrt() / Math.Sqrt(1 - Math.Pow(beta2, step)) + eps;
        parameter.mul_(1 - lr * decay).sub_((mean / root * (lr / (1 - Math.Pow(beta1, step)))).reshape(parameter.shape));
        var (means, meanScales) = BlockCodes.Of(mean, signed, block);
        var (squares, squareScales) = BlockCodes.Of(square, unsigned, block);
        moments.Means.copy_(means);
        moments.MeanScales.copy_(meanScales);
        moments.Squares.copy_(squares);
        moments.SquareScales.copy_(squareScales);
    }
}
