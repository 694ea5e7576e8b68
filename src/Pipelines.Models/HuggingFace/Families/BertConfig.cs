using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary><c>model_type: bert</c> (transformers, <c>configuration_bert.py</c>), with the head that fills in masked tokens.</summary>
internal sealed class BertConfig : FamilyConfig
{
    /// <inheritdoc/>
    public override Family Family => Family.Bert;

    /// <inheritdoc/>
    public override string ModelType => "bert";

    /// <inheritdoc/>
    public override string Class => "BertForMaskedLM";

    /// <inheritdoc/>
    public override int Vocab => 30522;

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> Inert =>
    [
        "attention_probs_dropout_prob", "classifier_dropout", "gradient_checkpointing", "directionality", "pooler_fc_size",
        "pooler_num_attention_heads", "pooler_num_fc_layers", "pooler_size_per_head", "pooler_type",
    ];

    /// <inheritdoc/>
    public override Architecture Read(ConfigSection config)
    {
        int dim = Dim(config, 768), heads = config.Int("num_attention_heads", 12, most: Sizes.Heads);
        if (dim % heads != 0) throw config.Wrong("num_attention_heads", $"{heads} heads do not divide hidden_size, {dim}");
        config.Only("position_embedding_type", "\"absolute\"");
        config.Only("is_decoder", "false");
        config.Only("add_cross_attention", "false");
        var norm = new NormSpec(NormKind.LayerNorm, config.Number("layer_norm_eps", 1e-12, above: 0));
        var attention = new AttentionSpec(heads, heads, dim / heads, QkvBias: true, OutBias: true, Rope: null) { Causal = false };
        var mlp = new MlpSpec(config.Int("intermediate_size", 3072), Bias: true, Activations.Read(config, "hidden_act", "gelu"));
        var block = new BlockSpec(attention, mlp, norm, NormPlacement.Post);
        return new Architecture(
            dim, Context(config, 512), new LearnedPositions(), new([new BlockGroup(Layers(config, 12), new([block]))]), FinalNorm: null,
            config.Flag("tie_word_embeddings", true), Probabilities.Read(config, "hidden_dropout_prob", 0.1), InitStd(config))
        {
            EmbeddingNorm = norm,
            TokenTypes = config.Int("type_vocab_size", 2, most: 1024),
        };
    }

    /// <inheritdoc/>
    public override void Write(Architecture model, ConfigWriter json)
    {
        var mlp = First<MlpSpec>(model);
        json.Add("hidden_size", model.Dim);
        json.Add("num_hidden_layers", model.Depth);
        json.Add("num_attention_heads", First<AttentionSpec>(model).Heads);
        json.Add("intermediate_size", mlp.Hidden);
        json.Add("hidden_act", Activations.Name(mlp.Activation, "gelu_new"));
        json.Add("hidden_dropout_prob", model.Dropout);
        json.Add("attention_probs_dropout_prob", 0.0);
        json.Add("max_position_embeddings", model.Context);
        json.Add("type_vocab_size", model.TokenTypes);
        json.Add("initializer_range", model.InitStd);
        json.Add("layer_norm_eps", model.Blocks.First().Norm.Eps);
        json.Add("position_embedding_type", "absolute");
        json.Add("tie_word_embeddings", model.TiedEmbeddings);
    }
}
