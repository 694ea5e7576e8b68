using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary><c>bert</c>: what makes vectors of texts; the head that fills in masked tokens is not part of it.</summary>
internal sealed class BertArchitecture : GgufArchitecture
{
    /// <summary>A key of ours: llama.cpp computes GELU in its tanh form whatever a model was trained with.</summary>
    private const string Function = "feed_forward_activation";

    /// <inheritdoc/>
    public override string Name => "bert";

    /// <inheritdoc/>
    public override IReadOnlyList<Family> Families => [Family.Bert];

    /// <inheritdoc/>
    public override IEnumerable<string> Notes(Architecture model)
    {
        yield return "llama.cpp makes vectors of texts with BERT: the head that fills in masked tokens is left out";
        if (First<MlpSpec>(model).Activation == Activation.Gelu) yield return "llama.cpp computes GELU in its tanh form";
    }

    /// <inheritdoc/>
    public override void Write(Architecture model, ArchitectureKeys keys)
    {
        WriteSizes(model, keys);
        keys.Add("feed_forward_length", First<MlpSpec>(model).Hidden);
        keys.Add("attention.head_count", First<AttentionSpec>(model).Heads);
        keys.Add("attention.layer_norm_epsilon", model.Blocks.First().Norm.Eps);
        keys.Add("attention.causal", false);
        keys.TokenTypes = model.TokenTypes;
        if (First<MlpSpec>(model).Activation == Activation.GeluTanh) keys.Add(Function, "gelu_tanh");
    }

    /// <inheritdoc/>
    public override (Family Family, Architecture Model) Read(ArchitectureKeys keys)
    {
        var (dim, layers, context) = ReadSizes(keys);
        var heads = keys.Int("attention.head_count", most: Sizes.Heads);
        if (dim % heads != 0) throw keys.Wrong("attention.head_count", $"{heads} heads do not divide the width of {dim}");
        var norm = new NormSpec(NormKind.LayerNorm, keys.Number("attention.layer_norm_epsilon", above: 0));
        var attention = new AttentionSpec(heads, heads, dim / heads, QkvBias: true, OutBias: true, Rope: null) { Causal = false };
        var mlp = new MlpSpec(keys.Int("feed_forward_length"), Bias: true, ActivationOf(keys));
        var block = new BlockSpec(attention, mlp, norm, NormPlacement.Post);
        return (Family.Bert, new(
            dim, context, new LearnedPositions(), new([new BlockGroup(layers, new([block]))]), FinalNorm: null, TiedEmbeddings: true,
            Dropout: 0.1, InitStd: 0.02)
        {
            EmbeddingNorm = norm,
            TokenTypes = keys.TokenTypes,
        });
    }

    private static Activation ActivationOf(ArchitectureKeys keys) =>
        keys.Word(Function) == "gelu_tanh" ? Activation.GeluTanh : Activation.Gelu;
}
