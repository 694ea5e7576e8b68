using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary><c>gpt2</c>: learned positions, biases, LayerNorm.</summary>
internal sealed class Gpt2Architecture : GgufArchitecture
{
    /// <inheritdoc/>
    public override string Name => "gpt2";

    /// <inheritdoc/>
    public override IReadOnlyList<Family> Families => [Family.Gpt2];

    /// <inheritdoc/>
    public override void Write(Architecture model, ArchitectureKeys keys)
    {
        WriteSizes(model, keys);
        keys.Add("feed_forward_length", First<MlpSpec>(model).Hidden);
        keys.Add("attention.head_count", First<AttentionSpec>(model).Heads);
        keys.Add("attention.layer_norm_epsilon", model.Blocks.First().Norm.Eps);
    }

    /// <inheritdoc/>
    public override (Family Family, Architecture Model) Read(ArchitectureKeys keys)
    {
        var (dim, layers, context) = ReadSizes(keys);
        var heads = keys.Int("attention.head_count", most: Sizes.Heads);
        if (dim % heads != 0) throw keys.Wrong("attention.head_count", $"{heads} heads do not divide the width of {dim}");
        var norm = new NormSpec(NormKind.LayerNorm, keys.Number("attention.layer_norm_epsilon", above: 0));
        var attention = new AttentionSpec(heads, heads, dim / heads, QkvBias: true, OutBias: true, Rope: null);
        var block = new BlockSpec(attention, new MlpSpec(keys.Int("feed_forward_length"), Bias: true), norm);
        return (Family.Gpt2, new(
            dim, context, new LearnedPositions(), new([new BlockGroup(layers, new([block]))]), norm,
            TiedEmbeddings: !keys.HasTensor("output.weight"), Dropout: 0, InitStd: 0.02));
    }
}
