using Pipelines.Formats.Gguf;
using Pipelines.Quantization;
using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>What each tensor of a file becomes, by llama.cpp's rules.</summary>
internal sealed class TensorTypes
{
    private readonly List<string> notes = [];
    private readonly QuantizationType type;
    private readonly MixModel mix;

    /// <param name="type">what matrices become</param>
    /// <param name="model">the model</param>
    /// <param name="places">its tensors</param>
    /// <param name="importance">whether inputs count for more and less</param>
    public TensorTypes(QuantizationType type, Architecture model, IReadOnlyList<TensorPlace> places, bool importance)
    {
        this.type = type;
        var attention = model.Blocks.Select(block => block.Mixer).OfType<AttentionSpec>().FirstOrDefault();
        var experts = model.Blocks.Select(block => block.FeedForward).OfType<MoeSpec>().FirstOrDefault()?.Experts ?? 0;
        mix = new MixModel(
            places.Select(place => place.Name), model.Depth, attention?.Heads ?? 0, attention?.KvHeads ?? 0, experts, importance);
    }

    /// <summary>Tensors that became of another type than the mix has for them, and why.</summary>
    public IReadOnlyList<string> Notes => notes;

    /// <summary>The number that <c>general.file_type</c> has for a type (llama.h, <c>enum llama_ftype</c>).</summary>
    /// <exception cref="NotSupportedException">GGUF has none</exception>
    public static int FileType(QuantizationType type) => type switch
    {
        QuantizationType.F32 => 0,
        QuantizationType.F16 => 1,
        QuantizationType.Q4_0 => 2,
        QuantizationType.Q4_1 => 3,
        QuantizationType.Q8_0 => 7,
        QuantizationType.Q5_0 => 8,
        QuantizationType.Q5_1 => 9,
        QuantizationType.Q2_K => 10,
        QuantizationType.Q3_K_M => 12,
        QuantizationType.Q4_K_M => 15,
        QuantizationType.Q5_K_M => 17,
        QuantizationType.Q6_K => 18,
        QuantizationType.IQ4_NL => 25,
        QuantizationType.IQ4_XS => 30,
        QuantizationType.BF16 => 32,
        QuantizationType.MXFP4 => 38,
        _ => throw new NotSupportedException($"GGUF has no type {type.ToString().ToLowerInvariant()}"),
    };

    /// <summary>The type of a tensor.</summary>
    public GgufType Of(TensorPlace place, IReadOnlyList<long> shape)
    {
        var chosen = QuantizationMix.Of(type, new MixTensor(place.Name, shape, mix), out var note);
        if (note is not null) notes.Add(note);
        return chosen;
    }
}
