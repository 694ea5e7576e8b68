using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>
/// <c>model_type: deepseek_v3</c> (transformers, <c>configuration_deepseek_v3.py</c>): latent attention, fine-grained and shared
/// experts, the first layers dense.
/// </summary>
internal sealed class DeepSeekV3Config : FamilyConfig
{
    /// <summary>The step of the balance biases that the model was trained with (DeepSeek-AI 2024, section 4.2); no file says it.</summary>
    private const double BalanceRate = 0.001;

    /// <summary>Of the norms of latents: the modeling file has it as a constant.</summary>
    private const double LatentNormEps = 1e-6;

    /// <inheritdoc/>
    public override Family Family => Family.DeepSeekV3;

    /// <inheritdoc/>
    public override string ModelType => "deepseek_v3";

    /// <inheritdoc/>
    public override string Class => "DeepseekV3ForCausalLM";

    /// <inheritdoc/>
    public override int Vocab => 129280;

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> Inert =>
    [
        "pretraining_tp", "attention_dropout", "ep_size", "seq_aux", "aux_loss_alpha", "num_nextn_predict_layers", "head_dim",
        "qk_head_dim", "num_key_value_heads",
    ];

    /// <inheritdoc/>
    public override Architecture Read(ConfigSection config)
    {
        int dim = Dim(config, 7168), layers = Layers(config, 61), context = Context(config, 4096);
        config.OneOf("hidden_act", "silu", "silu", "swish");
        var norm = new NormSpec(NormKind.RmsNorm, config.Number("rms_norm_eps", 1e-6, above: 0));
        var attention = Attention(config, context);
        var first = config.Int("first_k_dense_replace", 3, least: 0, most: Sizes.Layers);
        config.Only("moe_layer_freq", "1");
        var routed = new BlockSpec(attention, Experts(config), norm);
        var plain = routed with { FeedForward = new SwiGluSpec(config.Int("intermediate_size", 18432), Bias: false) };
        return new Architecture(
            dim, context, new NoPositions(), Groups(Enumerable.Range(0, layers).Select(layer => layer < first ? plain : routed)), norm,
            config.Flag("tie_word_embeddings", false), Dropout: 0, InitStd(config));
    }

    /// <inheritdoc/>
    public override void Write(Architecture model, ConfigWriter json)
    {
        var attention = First<LatentAttentionSpec>(model);
        var moe = First<MoeSpec>(model);
        json.Add("hidden_size", model.Dim);
        var dense = model.Blocks.Select(block => block.FeedForward).OfType<SwiGluSpec>().FirstOrDefault();
        json.Add("intermediate_size", dense?.Hidden ?? 18432);
        json.Add("moe_intermediate_size", moe.Hidden);
        json.Add("num_hidden_layers", model.Depth);
        json.Add("num_attention_heads", attention.Heads);
        json.Add("num_key_value_heads", attention.Heads);
        json.Add("n_shared_experts", moe.SharedHidden / moe.Hidden);
        json.Add("n_routed_experts", moe.Experts);
        json.Add("num_experts_per_tok", moe.TopK);
        json.Add("routed_scaling_factor", moe.RoutedScale);
        json.Add("n_group", moe.Groups);
        json.Add("topk_group", moe.TopGroups);
        json.Add("norm_topk_prob", moe.NormalizeTopK);
        json.Add("scoring_func", "sigmoid");
        json.Add("topk_method", "noaux_tc");
        json.Add("first_k_dense_replace", model.Blocks.TakeWhile(block => block.FeedForward is SwiGluSpec).Count());
        json.Add("moe_layer_freq", 1);
        json.Add("q_lora_rank", attention.QueryRank);
        json.Add("kv_lora_rank", attention.KvRank);
        json.Add("qk_nope_head_dim", attention.NopeHeadDim);
        json.Add("qk_rope_head_dim", attention.RopeHeadDim);
        json.Add("v_head_dim", attention.ValueHeadDim);
        json.Add("rope_interleave", true);
        json.Add("hidden_act", "silu");
        json.Add("max_position_embeddings", model.Context);
        json.Add("initializer_range", model.InitStd);
        json.Add("rms_norm_eps", model.Blocks.First().Norm.Eps);
        json.Add("tie_word_embeddings", model.TiedEmbeddings);
        json.Add("attention_bias", false);
        json.Add("attention_dropout", 0.0);
        RopeConfig.Write(attention.Rope, model.Context, json);
    }

    private static LatentAttentionSpec Attention(ConfigSection config, int context)
    {
        config.Only("attention_bias", "false");
        config.Only("rope_interleave", "true");
        var turning = config.Int("qk_rope_head_dim", 64, most: Sizes.HeadDim);
        if (turning % 2 != 0) throw config.Wrong("qk_rope_head_dim", $"{turning} is odd, and rotary positions turn pairs of channels");
        var rope = RopeConfig.Read(config, context, 10000);
        HeadSizes.RequireEven(config, turning, rope);
        var rank = config.OptionalInt("q_lora_rank", most: Sizes.Dim) ?? (config.IsNull("q_lora_rank") ? null : 1536);
        return new LatentAttentionSpec(
            config.Int("num_attention_heads", 128, most: Sizes.Heads),
            rank,
            config.Int("kv_lora_rank", 512, most: Sizes.Dim),
            config.Int("qk_nope_head_dim", 128, most: Sizes.HeadDim),
            turning,
            config.Int("v_head_dim", 128, most: Sizes.HeadDim),
            rope,
            LatentNormEps);
    }

    private static MoeSpec Experts(ConfigSection config)
    {
        config.Only("scoring_func", "\"sigmoid\"");
        config.Only("topk_method", "\"noaux_tc\"");
        var experts = ExpertCounts.Read(config, 256, 8, "n_routed_experts", "num_local_experts");
        var groups = config.Int("n_group", 8, most: Sizes.Experts);
        var chosen = config.Int("topk_group", 4, most: Sizes.Experts);
        if (experts.Count % groups != 0) throw config.Wrong("n_group", $"{groups} groups do not divide n_routed_experts, {experts.Count}");
        if (chosen > groups) throw config.Wrong("topk_group", $"{chosen} of {groups} groups (n_group) cannot be chosen");
        if (experts.TopK > experts.Count / groups * chosen)
            throw config.Wrong(
                "num_experts_per_tok", $"{experts.TopK} experts are more than {chosen} groups of {experts.Count / groups} have");
        var hidden = config.Int("moe_intermediate_size", 2048);
        var shared = (long)hidden * (config.OptionalInt("n_shared_experts", least: 0, most: Sizes.Experts) ?? 1);
        if (shared > Sizes.Hidden)
            throw config.Wrong("n_shared_experts", $"shared experts would be {shared} wide; at most {Sizes.Hidden} are");
        return new MoeSpec(experts.Count, experts.TopK, hidden)
        {
            Score = RouterScore.Sigmoid,
            NormalizeTopK = config.Flag("norm_topk_prob", true),
            RoutedScale = config.Number("routed_scaling_factor", 2.5, above: 0),
            Groups = groups,
            TopGroups = chosen,
            SharedHidden = (int)shared,
            BalanceRate = BalanceRate,
        };
    }
}
