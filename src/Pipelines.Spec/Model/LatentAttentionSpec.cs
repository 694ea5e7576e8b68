namespace Pipelines.Spec;

/// <summary>Attention whose keys and values are kept as one short latent vector a token (DeepSeek-AI 2024, section 2.1).</summary>
/// <param name="Heads">heads</param>
/// <param name="QueryRank">width of the latent of queries; null where they are projected directly</param>
/// <param name="KvRank">width of the latent of keys and values</param>
/// <param name="NopeHeadDim">channels of a query's or key's head without positions</param>
/// <param name="RopeHeadDim">channels that turn; one key serves all heads</param>
/// <param name="ValueHeadDim">channels of a value's head</param>
/// <param name="Rope">rotary positions</param>
/// <param name="NormEps">added under the root in the norms of the latents</param>
public sealed record LatentAttentionSpec(
    int Heads,
    int? QueryRank,
    int KvRank,
    int NopeHeadDim,
    int RopeHeadDim,
    int ValueHeadDim,
    RopeSpec Rope,
    double NormEps) : MixerSpec
{
    /// <inheritdoc/>
    public override string Word => "latent_attention";

    /// <inheritdoc/>
    public override IEnumerable<PartSetting> Settings =>
    [
        new("heads", Heads), new("query_rank", QueryRank), new("kv_rank", KvRank), new("nope_head_dim", NopeHeadDim),
        new("rope_head_dim", RopeHeadDim), new("value_head_dim", ValueHeadDim), new("norm.eps", NormEps),
        .. RopeSpec.SettingsOf(Rope),
    ];

    /// <inheritdoc/>
    protected override IEnumerable<string> Features
    {
        get
        {
            yield return Rope.Structure;
            if (QueryRank is not null) yield return "query rank";
        }
    }
}
