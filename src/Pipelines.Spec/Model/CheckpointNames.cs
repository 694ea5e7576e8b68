namespace Pipelines.Spec;

/// <summary>
/// What a family calls its modules in a checkpoint, which is what the fields of its emitted classes are called. The names are those
/// of the model's files at Hugging Face.
/// </summary>
/// <param name="Title">the family, as people write it</param>
public sealed record CheckpointNames(string Title)
{
    /// <summary>The head where it is not the embedding: every family calls it so.</summary>
    public const string Head = "lm_head";

    private static readonly CheckpointNames Composed = new("Composed");

    /// <summary>How a block is put together.</summary>
    public BlockForm Form { get; init; }

    /// <summary>Everything below the head.</summary>
    public string Trunk { get; init; } = "model";

    /// <summary>The embedding of tokens.</summary>
    public string Tokens { get; init; } = "embed_tokens";

    /// <summary>The embedding of positions.</summary>
    public string Positions { get; init; } = "embed_positions";

    /// <summary>The norm of the embeddings.</summary>
    public string EmbeddingNorm { get; init; } = "embed_norm";

    /// <summary>The list of blocks.</summary>
    public string Layers { get; init; } = "layers";

    /// <summary>The norm after them.</summary>
    public string FinalNorm { get; init; } = "norm";

    /// <summary>The router and projections of experts.</summary>
    public ExpertNames Experts { get; init; } = ExpertNames.Llama;

    internal string MixerNorm { get; init; } = "input_layernorm";

    internal string FeedForwardNorm { get; init; } = "post_attention_layernorm";

    internal string AttentionName { get; init; } = "self_attn";

    internal string StateSpaceName { get; init; } = "mamba";

    internal string FeedForwardName { get; init; } = "mlp";

    internal string MoeName { get; init; } = "mlp";

    /// <summary>The names that <paramref name="family"/> uses; a model without one has Llama's.</summary>
    public static CheckpointNames Of(Family family) => Families.Find(family)?.Names ?? Composed;

    /// <summary>What a block calls <paramref name="mixer"/>.</summary>
    public string Mixer(MixerSpec mixer) => mixer switch
    {
        MambaSpec or Mamba2Spec => StateSpaceName,
        OwnMixerSpec own => Field(own.Word),
        _ => AttentionName,
    };

    /// <summary>What a block calls <paramref name="feedForward"/>.</summary>
    public string FeedForward(FeedForwardSpec feedForward) => feedForward switch
    {
        MoeSpec => MoeName,
        OwnFeedForwardSpec own => Field(own.Word),
        _ => FeedForwardName,
    };

    /// <summary>What <paramref name="block"/> calls its norms; null where it has none in that place.</summary>
    public BlockNorms Norms(BlockSpec block)
    {
        var (mixes, feeds) = (block.Mixer is not NoMixer, block.FeedForward is not NoFeedForward);
        return (block.Placement, block.Residual) switch
        {
            (NormPlacement.Pre, ResidualKind.Parallel) => new(MixerNorm, null, null, null),
            (NormPlacement.Pre, _) => new(mixes ? MixerNorm : null, null, feeds ? FeedForwardNorm : null, null),
            (NormPlacement.Post or NormPlacement.Output, _) =>
                new(null, mixes ? "post_attention_layernorm" : null, null, feeds ? "post_feedforward_layernorm" : null),
            _ => new(
                mixes ? MixerNorm : null, mixes ? "post_attention_layernorm" : null,
                feeds ? "pre_feedforward_layernorm" : null, feeds ? "post_feedforward_layernorm" : null),
        };
    }

    private static string Field(string word) => word.Replace('-', '_');
}

/// <summary>How a checkpoint's blocks are put together.</summary>
public enum BlockForm
{
    /// <summary>Norms, mixer and feed-forward side by side; projections of their own for queries, keys and values.</summary>
    Residual,

    /// <summary>The same with one projection for queries, keys and values, and weights stored [in, out].</summary>
    Gpt2,

    /// <summary>The same as the first with one projection for queries, keys and values, and one for gate and up.</summary>
    Phi3,

    /// <summary>Post-norm with the norms inside the parts that they follow.</summary>
    Bert,
}

/// <summary>What a block calls its norms.</summary>
/// <param name="BeforeMixer">the norm whose result the mixer reads</param>
/// <param name="AfterMixer">the norm of the mixer's result, or of the sum with it</param>
/// <param name="BeforeFeedForward">the norm whose result the feed-forward reads</param>
/// <param name="AfterFeedForward">the norm of the feed-forward's result, or of the sum with it</param>
public sealed record BlockNorms(string? BeforeMixer, string? AfterMixer, string? BeforeFeedForward, string? AfterFeedForward);

/// <summary>What a mixture of experts calls its parts.</summary>
/// <param name="Router">the router</param>
/// <param name="Gate">an expert's gate projection</param>
/// <param name="Up">its up projection</param>
/// <param name="Down">its down projection</param>
public sealed record ExpertNames(string Router, string Gate, string Up, string Down)
{
    /// <summary>Qwen3-MoE's and DeepSeek-V3's.</summary>
    public static ExpertNames Llama { get; } = new("gate", "gate_proj", "up_proj", "down_proj");

    /// <summary>Mixtral's.</summary>
    public static ExpertNames Mixtral { get; } = new("gate", "w1", "w3", "w2");

    /// <summary>Jamba's and gpt-oss's.</summary>
    public static ExpertNames Jamba { get; } = new("router", "gate_proj", "up_proj", "down_proj");
}
