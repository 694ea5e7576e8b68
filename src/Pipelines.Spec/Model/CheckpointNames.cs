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

    private static readonly CheckpointNames Llama = new("Llama");

    private static readonly CheckpointNames Gpt2 = new("GPT-2")
    {
        Form = BlockForm.Gpt2, Trunk = "transformer", Tokens = "wte", Positions = "wpe", Layers = "h", FinalNorm = "ln_f",
        MixerNorm = "ln_1", AttentionName = "attn", FeedForwardNorm = "ln_2",
    };

    private static readonly CheckpointNames Jamba = new("Jamba")
    {
        FinalNorm = "final_layernorm", FeedForwardNorm = "pre_ff_layernorm", FeedForwardName = "feed_forward",
        MoeName = "feed_forward", Experts = ExpertNames.Jamba,
    };

    private static readonly CheckpointNames Mamba = new("Mamba")
    {
        Trunk = "backbone", Tokens = "embeddings", FinalNorm = "norm_f", MixerNorm = "norm", StateSpaceName = "mixer",
    };

    private static readonly CheckpointNames Bert = new("BERT")
    {
        Form = BlockForm.Bert, Trunk = "bert", Tokens = "word_embeddings", Positions = "position_embeddings", Layers = "layer",
    };

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

    private string MixerNorm { get; init; } = "input_layernorm";

    private string FeedForwardNorm { get; init; } = "post_attention_layernorm";

    private string AttentionName { get; init; } = "self_attn";

    private string StateSpaceName { get; init; } = "mamba";

    private string FeedForwardName { get; init; } = "mlp";

    private string MoeName { get; init; } = "mlp";

    /// <summary>The names that <paramref name="family"/> uses.</summary>
    public static CheckpointNames Of(Family family) => family switch
    {
        Family.Llama => Llama,
        Family.Gpt2 => Gpt2,
        Family.Composed => Llama with { Title = "Composed" },
        Family.Mistral => Llama with { Title = "Mistral" },
        Family.Qwen2 => Llama with { Title = "Qwen2" },
        Family.Qwen3 => Llama with { Title = "Qwen3" },
        Family.Gemma2 => Llama with { Title = "Gemma 2" },
        Family.Mixtral => Llama with { Title = "Mixtral", MoeName = "block_sparse_moe", Experts = ExpertNames.Mixtral },
        Family.Qwen3Moe => Llama with { Title = "Qwen3-MoE" },
        Family.DeepSeekV3 => Llama with { Title = "DeepSeek-V3" },
        Family.Mamba => Mamba,
        Family.Mamba2 => Mamba with { Title = "Mamba-2" },
        Family.Jamba => Jamba,
        Family.Bamba => Jamba with { Title = "Bamba", Experts = ExpertNames.Llama },
        Family.Bert => Bert,
        _ => throw new NotSupportedException($"no checkpoint names for the family {family}"),
    };

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
            (NormPlacement.Post, _) =>
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

    /// <summary>Jamba's.</summary>
    public static ExpertNames Jamba { get; } = new("router", "gate_proj", "up_proj", "down_proj");
}
