using Pipelines.Formats.Gguf;
using Pipelines.Spec;

namespace Pipelines.Quantization;

/// <summary>
/// The type of each tensor of a file, by the rules of llama.cpp (src/llama-quant.cpp): what matters more than its size – the head,
/// values of attention, the way out of feed-forward blocks – gets more bits than the rest, in some of the layers or in all.
/// </summary>
public static class QuantizationMix
{
    /// <summary>The type of a tensor.</summary>
    /// <param name="type">what the file is to be</param>
    /// <param name="tensor">the tensor</param>
    /// <param name="note">why it is another type than the rules say, where rows do not divide into blocks; null where they do</param>
    /// <exception cref="ArgumentOutOfRangeException">the type is none of GGUF</exception>
    public static GgufType Of(QuantizationType type, MixTensor tensor, out string? note)
    {
        note = null;
        var most = Most(type);
        var role = TensorRoles.Of(tensor.Name);
        if (role == TensorRole.Kept || tensor.IsVector) return GgufType.F32;
        if (most is GgufType.F32 or GgufType.F16 or GgufType.BF16) return most;
        return MixFallback.Of(Choose(type, most, role, tensor), tensor, out note);
    }

    /// <summary>The type of most tensors: <see cref="GgufType.Q4_K"/> of <see cref="QuantizationType.Q4_K_M"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the type is none of GGUF</exception>
    public static GgufType Most(QuantizationType type) => type switch
    {
        QuantizationType.F32 => GgufType.F32,
        QuantizationType.F16 => GgufType.F16,
        QuantizationType.BF16 => GgufType.BF16,
        QuantizationType.Q8_0 => GgufType.Q8_0,
        QuantizationType.Q4_0 => GgufType.Q4_0,
        QuantizationType.Q4_1 => GgufType.Q4_1,
        QuantizationType.Q5_0 => GgufType.Q5_0,
        QuantizationType.Q5_1 => GgufType.Q5_1,
        QuantizationType.IQ4_NL => GgufType.IQ4_NL,
        QuantizationType.IQ4_XS => GgufType.IQ4_XS,
        QuantizationType.MXFP4 => GgufType.MXFP4,
        QuantizationType.Q2_K => GgufType.Q2_K,
        QuantizationType.Q3_K_M => GgufType.Q3_K,
        QuantizationType.Q4_K_M => GgufType.Q4_K,
        QuantizationType.Q5_K_M => GgufType.Q5_K,
        QuantizationType.Q6_K => GgufType.Q6_K,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "kept in safetensors, not in GGUF"),
    };

    private static GgufType Choose(QuantizationType type, GgufType most, TensorRole role, MixTensor tensor) => role switch
    {
        _ when type == QuantizationType.MXFP4 => OfMxfp4(role, tensor),
        TensorRole.Output => Head(most, tensor),
        TensorRole.Embedding when tensor.Model.Tied => Head(most, tensor),
        TensorRole.AttentionValue => Values(type, most, tensor),
        TensorRole.AttentionKey when tensor.Model.Experts == 8 => GgufType.Q8_0,
        TensorRole.AttentionOutput => AttentionOutput(type, most, tensor.Model),
        TensorRole.Down => Down(type, most, tensor),
        _ => most,
    };

    /// <summary>Experts alone, as gpt-oss came; all of a model without experts, but what goes in and out.</summary>
    private static GgufType OfMxfp4(TensorRole role, MixTensor tensor) =>
        role is TensorRole.Output or TensorRole.Embedding || (tensor.Model.Experts > 0 && !tensor.IsStack) ? GgufType.Q8_0 : GgufType.MXFP4;

    private static GgufType Head(GgufType most, MixTensor tensor) =>
        most == GgufType.Q8_0 || tensor.Columns % most.BlockLength() != 0 ? GgufType.Q8_0 : GgufType.Q6_K;

    private static GgufType Values(QuantizationType type, GgufType most, MixTensor tensor)
    {
        var model = tensor.Model;
        var place = model.PlaceOf(tensor.Name);
        if (model.Experts == 8) return GgufType.Q8_0;
        var chosen = type switch
        {
            QuantizationType.Q2_K => model.HeadsOfKey >= 4 ? GgufType.Q4_K : GgufType.Q3_K,
            QuantizationType.Q3_K_M => place < 2 ? GgufType.Q5_K : GgufType.Q4_K,
            QuantizationType.Q4_K_M or QuantizationType.Q5_K_M when MoreBits(place, model.AttentionValues) => GgufType.Q6_K,
            QuantizationType.IQ4_NL or QuantizationType.IQ4_XS when model.HeadsOfKey >= 4 => GgufType.Q5_K,
            _ => most,
        };
        return model.Is70B && (chosen is GgufType.Q3_K or GgufType.Q4_K) ? GgufType.Q5_K : chosen;
    }

    private static GgufType AttentionOutput(QuantizationType type, GgufType most, MixModel model) => type switch
    {
        QuantizationType.Q2_K or QuantizationType.Q3_K_M or QuantizationType.Q4_K_M or QuantizationType.IQ4_NL
            or QuantizationType.IQ4_XS when model.Experts == 8 => GgufType.Q5_K,
        QuantizationType.Q2_K => GgufType.Q3_K,
        QuantizationType.Q3_K_M => GgufType.Q4_K,
        _ => most,
    };

    private static GgufType Down(QuantizationType type, GgufType most, MixTensor tensor)
    {
        var model = tensor.Model;
        var layers = model.Layers;
        var layer = model.Experts > 1 ? MixModel.LayerOf(tensor.Name) : model.PlaceOf(tensor.Name);
        return type switch
        {
            QuantizationType.Q2_K => GgufType.Q3_K,
            QuantizationType.Q3_K_M => layer < layers / 16 ? GgufType.Q5_K : GgufType.Q4_K,
            QuantizationType.Q4_K_M or QuantizationType.Q5_K_M when MoreBits(layer, layers) => GgufType.Q6_K,
            QuantizationType.IQ4_NL or QuantizationType.IQ4_XS when layer < layers / 8 && !model.Importance => GgufType.Q5_K,
            QuantizationType.Q4_0 when layer < layers / 8 && model.Importance => GgufType.Q4_1,
            QuantizationType.Q5_0 when layer < layers / 8 && model.Importance => GgufType.Q5_1,
            _ => most,
        };
    }

    /// <summary>The first eighth, the last, and every third between.</summary>
    private static bool MoreBits(int layer, int layers) =>
        layer < layers / 8 || layer >= 7 * layers / 8 || (layer - layers / 8) % 3 == 2;
}
