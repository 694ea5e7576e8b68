using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>
/// <c>deepseek2</c>: latent attention, a few dense blocks, then experts with one that every token goes to. Keys and values are projected
/// from their latents before attention, as training does it.
/// </summary>
internal sealed class DeepSeek2Architecture : GgufArchitecture
{
    private const int Softmax = 1, Sigmoid = 2;

    /// <inheritdoc/>
    public override string Name => "deepseek2";

    /// <inheritdoc/>
    public override IReadOnlyList<Family> Families => [Family.DeepSeekV3, Family.Composed];

    /// <inheritdoc/>
    public override void Write(Architecture model, ArchitectureKeys keys)
    {
        var (latent, moe) = (First<LatentAttentionSpec>(model), First<MoeSpec>(model));
        var dense = model.Blocks.TakeWhile(block => block.FeedForward is SwiGluSpec).ToArray();
        WriteSizes(model, keys);
        keys.Add("feed_forward_length", dense.Length > 0 ? dense[0].FeedForward.Hidden : moe.Hidden);
        keys.Add("leading_dense_block_count", dense.Length);
        keys.Add("attention.layer_norm_rms_epsilon", model.Blocks.First().Norm.Eps);
        keys.Add("attention.head_count", latent.Heads);
        keys.Add("attention.head_count_kv", latent.Heads);
        keys.Add("attention.key_length", latent.NopeHeadDim + latent.RopeHeadDim);
        keys.Add("attention.value_length", latent.ValueHeadDim);
        keys.Add("attention.kv_lora_rank", latent.KvRank);
        if (latent.QueryRank is { } rank) keys.Add("attention.q_lora_rank", rank);
        RopeKeys.Write(latent.Rope, latent.RopeHeadDim, keys);
        ExpertKeys.Write(moe, keys);
        keys.Add("expert_shared_count", moe.SharedHidden / moe.Hidden);
        keys.Add("expert_weights_scale", moe.RoutedScale);
        keys.Add("expert_weights_norm", moe.NormalizeTopK);
        keys.Add("expert_gating_func", moe.Score == RouterScore.Sigmoid ? Sigmoid : Softmax);
        if (moe.Groups == 1) return;
        keys.Add("expert_group_count", moe.Groups);
        keys.Add("expert_group_used_count", moe.TopGroups);
    }

    /// <inheritdoc/>
    public override (Family Family, Architecture Model) Read(ArchitectureKeys keys)
    {
        if (keys.Has("attention.key_length_mla"))
            throw keys.Wrong(
                "attention.key_length_mla", "projections of keys and values that lie apart (attn_k_b, attn_v_b) are not supported");
        var norm = RmsNorm(keys);
        var layers = keys.Int("block_count", most: Sizes.Layers);
        var first = keys.Int("leading_dense_block_count", 0, least: 0, most: layers);
        var (latent, moe) = (Latent(keys, norm), Experts(keys));
        var dense = new SwiGluSpec(keys.Int("feed_forward_length"), Bias: false);
        var blocks = Enumerable.Range(0, layers).Select(layer => new BlockSpec(latent, layer < first ? dense : moe, norm));
        return (Family.DeepSeekV3, Decoder(keys, blocks, norm));
    }

    private static LatentAttentionSpec Latent(ArchitectureKeys keys, NormSpec norm)
    {
        int key = keys.Int("attention.key_length", most: Sizes.HeadDim), turning = keys.Int("rope.dimension_count", most: Sizes.HeadDim);
        if (turning >= key)
            throw keys.Wrong("rope.dimension_count", $"{turning} of a key's {key} channels cannot turn beside others that do not");
        var rope = RopeKeys.Read(keys, turning);
        if (rope.Scaling is not null) throw keys.Wrong("rope.scaling.type", "is not supported beside latent attention");
        return new(
            keys.Int("attention.head_count", most: Sizes.Heads), keys.OptionalInt("attention.q_lora_rank"),
            keys.Int("attention.kv_lora_rank"), key - turning, turning, keys.Int("attention.value_length", most: Sizes.HeadDim), rope,
            norm.Eps);
    }

    private static MoeSpec Experts(ArchitectureKeys keys)
    {
        var moe = ExpertKeys.Read(keys, keys.Int("feed_forward_length")) ?? throw keys.Wrong("expert_count", "is missing");
        var scoring = keys.Int("expert_gating_func", Softmax, least: 0, most: 16);
        if (scoring is not (Softmax or Sigmoid))
            throw keys.Wrong("expert_gating_func", $"{scoring} is not supported: 1 (softmax), 2 (sigmoid)");
        return moe with
        {
            Score = scoring == Sigmoid ? RouterScore.Sigmoid : RouterScore.Softmax,
            SharedHidden = keys.Int("expert_shared_count", 0, least: 0, most: Sizes.Experts) * moe.Hidden,
            RoutedScale = keys.Number("expert_weights_scale", 1),
            NormalizeTopK = keys.Flag("expert_weights_norm", false),
            Groups = keys.Int("expert_group_count", 1, most: moe.Experts),
            TopGroups = keys.Int("expert_group_used_count", 1, most: moe.Experts),
            BalanceRate = keys.HasTensor($"blk.{keys.Int("leading_dense_block_count", 0, least: 0)}.exp_probs_b.bias") ? 1e-3 : 0,
        };
    }
}
