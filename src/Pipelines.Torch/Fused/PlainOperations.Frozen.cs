using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Torch;

internal static partial class PlainOperations
{
    public static Tensor lora_linear(Tensor x, Tensor weight, Tensor? bias, Tensor a, Tensor b, double scale)
    {
        using var scope = NewDisposeScope();
        return (linear(x, weight, bias) + linear(linear(x, a, null) * scale, b, null)).MoveToOuterDisposeScope();
    }

    public static Tensor nf4_linear(Tensor x, Nf4Weight weight, Tensor? bias, Tensor? a, Tensor? b, double scale)
    {
        using var values = weight.Decode(); // [out, in]
        return a is null ? linear(x, values, bias) : lora_linear(x, values, bias, a, b!, scale);
    }
}
