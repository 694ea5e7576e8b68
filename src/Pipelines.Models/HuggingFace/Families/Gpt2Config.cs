using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary><c>model_type: gpt2</c> (transformers, <c>configuration_gpt2.py</c>).</summary>
internal sealed class Gpt2Config : FamilyConfig
{
    /// <inheritdoc/>
    public override Family Family => Family.Gpt2;

    /// <inheritdoc/>
    public override string ModelType => "gpt2";

    /// <inheritdoc/>
    public override string Class => "GPT2LMHeadModel";

    /// <inheritdoc/>
    public override int Vocab => 50257;

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> Inert =>
    [
        "n_ctx", "embd_pdrop", "attn_pdrop", "reorder_and_upcast_attn", "summary_type", "summary_use_proj", "summary_activation",
        "summary_proj_to_labels", "summary_first_dropout",
    ];

    /// <inheritdoc/>
    public override Architecture Read(ConfigSection config)
    {
        int dim = config.Int("n_embd", config.OptionalInt("hidden_size", most: Sizes.Dim) ?? 768, most: Sizes.Dim);
        int heads = config.Int("n_head", config.OptionalInt("num_attention_heads", most: Sizes.Heads) ?? 12, most: Sizes.Heads);
        var layers = config.Int("n_layer", config.OptionalInt("num_hidden_layers", most: Sizes.Layers) ?? 12, most: Sizes.Layers);
        var context = config.Int(
            "n_positions", config.OptionalInt("max_position_embeddings", most: Sizes.Context) ?? 1024, most: Sizes.Context);
        if (dim % heads != 0) throw config.Wrong("n_head", $"{heads} heads do not divide n_embd, {dim}");
        config.Only("scale_attn_weights", "true");
        config.Only("scale_attn_by_inverse_layer_idx", "false");
        config.Only("add_cross_attention", "false");
        var norm = new NormSpec(NormKind.LayerNorm, config.Number("layer_norm_epsilon", 1e-5, above: 0));
        var attention = new AttentionSpec(heads, heads, dim / heads, QkvBias: true, OutBias: true, Rope: null);
        var inner = config.OptionalInt("n_inner") ?? 4 * dim;
        var mlp = new MlpSpec(inner, Bias: true, Activations.Read(config, "activation_function", "gelu_new"));
        return new Architecture(
            dim, context, new LearnedPositions(), new([new BlockGroup(layers, new([new BlockSpec(attention, mlp, norm)]))]), norm,
            config.Flag("tie_word_embeddings", true), Probabilities.Read(config, "resid_pdrop", 0.1), InitStd(config));
    }

    /// <inheritdoc/>
    public override void Write(Architecture model, ConfigWriter json)
    {
        var mlp = First<MlpSpec>(model);
        json.Add("n_embd", model.Dim);
        json.Add("n_layer", model.Depth);
        json.Add("n_head", First<AttentionSpec>(model).Heads);
        json.Add("n_positions", model.Context);
        json.Add("n_ctx", model.Context);
        json.Add("n_inner", mlp.Hidden == 4 * model.Dim ? null : mlp.Hidden);
        json.Add("activation_function", Activations.Name(mlp.Activation, "gelu_new"));
        json.Add("resid_pdrop", model.Dropout);
        json.Add("embd_pdrop", model.Dropout);
        json.Add("attn_pdrop", 0.0);
        json.Add("layer_norm_epsilon", model.Blocks.First().Norm.Eps);
        json.Add("initializer_range", model.InitStd);
        json.Add("tie_word_embeddings", model.TiedEmbeddings);
        json.Add("scale_attn_weights", true);
        json.Add("scale_attn_by_inverse_layer_idx", false);
    }
}
