namespace Pipelines.Spec;

/// <summary>
/// Makes a partial class a model: what <c>models:</c> says in YAML, said in C#. The build writes the rest of the class.
/// <code>
/// [Model(Family.Llama, Dim = 192, Layers = 6, Heads = 6, KvHeads = 2, Context = 256, Vocab = 4096)]
/// public partial class TinyLlama;
/// </code>
/// Settings have the meaning, defaults and rules that they have in YAML, where <c>KvHeads</c> is <c>kv_heads</c> and <c>RopeTheta</c>
/// is <c>rope: { theta: … }</c>; one that is not set here takes its default there. Without a family the blocks are given one by one:
/// <code>
/// [Model(Dim = 192, Context = 256, Vocab = 4096, Heads = 6)]
/// [Layer(Mixer.Mamba2, FeedForward.SwiGlu, Repeat = 4)]
/// [Layer(Mixer.Attention, FeedForward.Moe, Experts = 8, TopK = 2)]
/// public partial class TinyHybrid;
/// </code>
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ModelAttribute : BlockSettingsAttribute
{
    /// <summary>A model of one's own, whose blocks are <see cref="LayerAttribute"/>s.</summary>
    public ModelAttribute() => Family = Family.Composed;

    /// <param name="family">the preset to start from</param>
    public ModelAttribute(Family family) => Family = family;

    /// <summary>The preset to start from.</summary>
    public Family Family { get; }

    /// <summary>Number of tokens.</summary>
    public int Vocab { get; set; }

    /// <summary>Most tokens in one sequence.</summary>
    public int Context { get; set; }

    /// <summary>Width of the residual stream.</summary>
    public int Dim { get; set; }

    /// <summary>Number of blocks; without a family the blocks are <see cref="LayerAttribute"/>s instead.</summary>
    public int Layers { get; set; }

    /// <summary>Whether the head is the token embedding.</summary>
    public bool Tied { get; set; } = true;

    /// <summary>Whether embeddings are multiplied by √dim.</summary>
    public bool ScaledEmbedding { get; set; }

    /// <summary>Factor of the embeddings, beside <see cref="ScaledEmbedding"/>.</summary>
    public double EmbeddingMultiplier { get; set; } = 1;

    /// <summary>Factor of what each mixer and feed-forward adds to the residual stream.</summary>
    public double ResidualMultiplier { get; set; } = 1;

    /// <summary>What logits are divided by.</summary>
    public double LogitsScaling { get; set; } = 1;

    /// <summary>Whether embeddings pass through a norm.</summary>
    public bool EmbeddingNorm { get; set; }

    /// <summary>Number of token types, each with a learned vector; 0 for none.</summary>
    public int TokenTypes { get; set; }

    /// <summary>What is added to the embedding.</summary>
    public PositionKind Positions { get; set; }

    /// <summary>The c in c·tanh(logit / c) over the head's logits; 0 for none.</summary>
    public double LogitSoftcap { get; set; }

    /// <summary>Probability after the embedding and after each mixer and feed-forward.</summary>
    public double Dropout { get; set; }

    /// <summary>Standard deviation of the initial weights.</summary>
    public double InitStd { get; set; }

    /// <summary>What works on each token's channels, where a layer does not say.</summary>
    public FeedForward FeedForward { get; set; }

    /// <summary>Inner width of the feed-forward.</summary>
    public int Hidden { get; set; }

    /// <summary>Added under the root in every norm.</summary>
    public double NormEps { get; set; }

    /// <summary>Where a block's norms stand.</summary>
    public NormPlacement NormPlacement { get; set; }

    /// <summary>Of latent attention: width of the latent of queries; 0 where they are projected directly.</summary>
    public int LatentAttentionQueryRank { get; set; }

    /// <summary>Of latent attention: width of the latent that keys and values are made of.</summary>
    public int LatentAttentionKvRank { get; set; }

    /// <summary>Of latent attention: channels of a query's or key's head without positions.</summary>
    public int LatentAttentionNopeHeadDim { get; set; }

    /// <summary>Of latent attention: channels of a query's or key's head that turn.</summary>
    public int LatentAttentionRopeHeadDim { get; set; }

    /// <summary>Of latent attention: channels of a value's head.</summary>
    public int LatentAttentionValueHeadDim { get; set; }

    /// <summary>Of latent attention: added under the root in the norms of the latents.</summary>
    public double LatentAttentionNormEps { get; set; }

    /// <summary>Of Mamba: numbers of state for each inner channel.</summary>
    public int MambaState { get; set; }

    /// <summary>Of Mamba: taps of the causal convolution.</summary>
    public int MambaConv { get; set; }

    /// <summary>Of Mamba: inner channels for each channel of the residual stream.</summary>
    public int MambaExpand { get; set; }

    /// <summary>Of Mamba: whether the projections in and out have biases.</summary>
    public bool MambaBias { get; set; }

    /// <summary>Of Mamba: whether the convolution has one.</summary>
    public bool MambaConvBias { get; set; } = true;

    /// <summary>Of Mamba: width of the projection that makes the step sizes.</summary>
    public int MambaDtRank { get; set; }

    /// <summary>Of Mamba: added under the root in norms of step size, B and C; 0 for no such norms.</summary>
    public double MambaInnerNorm { get; set; }

    /// <summary>Of Mamba-2: heads.</summary>
    public int Mamba2Heads { get; set; }

    /// <summary>Of Mamba-2: channels of a head.</summary>
    public int Mamba2HeadDim { get; set; }

    /// <summary>Of Mamba-2: numbers of state for each inner channel.</summary>
    public int Mamba2State { get; set; }

    /// <summary>Of Mamba-2: taps of the causal convolution.</summary>
    public int Mamba2Conv { get; set; }

    /// <summary>Of Mamba-2: inner channels for each channel of the residual stream.</summary>
    public int Mamba2Expand { get; set; }

    /// <summary>Of Mamba-2: whether the projections in and out have biases.</summary>
    public bool Mamba2Bias { get; set; }

    /// <summary>Of Mamba-2: whether the convolution has one.</summary>
    public bool Mamba2ConvBias { get; set; } = true;

    /// <summary>Of Mamba-2: groups of heads that share B and C.</summary>
    public int Mamba2Groups { get; set; }

    /// <summary>Of Mamba-2: tokens of a chunk; it changes no result.</summary>
    public int Mamba2Chunk { get; set; }

    /// <summary>Of Mamba-2: added under the root in the gated norm.</summary>
    public double Mamba2NormEps { get; set; }

    /// <summary>Of experts: experts.</summary>
    public int MoeExperts { get; set; }

    /// <summary>Of experts: experts that a token goes to.</summary>
    public int MoeTopK { get; set; }

    /// <summary>Of experts: inner width of one expert.</summary>
    public int MoeHidden { get; set; }

    /// <summary>Of experts: how the router scores experts.</summary>
    public RouterScore MoeScore { get; set; }

    /// <summary>Of experts: whether the weights of the chosen experts are divided by their sum.</summary>
    public bool MoeNormalizeTopK { get; set; } = true;

    /// <summary>Of experts: factor of the experts' sum.</summary>
    public double MoeRoutedScale { get; set; }

    /// <summary>Of experts: groups of experts, of which a token chooses first.</summary>
    public int MoeGroups { get; set; }

    /// <summary>Of experts: groups that a token may choose from.</summary>
    public int MoeTopGroups { get; set; }

    /// <summary>Of experts: inner width of the expert that every token goes to; 0 for none.</summary>
    public int MoeSharedHidden { get; set; }

    /// <summary>Of experts: step of the biases that balance load without a loss.</summary>
    public double MoeBalanceRate { get; set; }

    /// <summary>Of experts: coefficient of the load-balancing loss.</summary>
    public double MoeBalanceLoss { get; set; }

    /// <summary>Of experts: coefficient of the router's z-loss.</summary>
    public double MoeZLoss { get; set; }

    /// <summary>Of experts: whether they and the router have biases.</summary>
    public bool MoeBias { get; set; }

    /// <summary>Of experts: where gate and up are clamped; 0 for none.</summary>
    public double MoeSwigluLimit { get; set; }

    /// <summary>In Jamba and Bamba: of so many blocks one attends.</summary>
    public int AttentionEvery { get; set; }

    /// <summary>In Jamba and Bamba: which of them, counted from 0.</summary>
    public int AttentionOffset { get; set; }

    /// <summary>In Bamba: the blocks that attend, counted from 0.</summary>
    public int[] AttentionLayers { get; set; } = [];

    /// <summary>In Jamba: of so many blocks one has experts.</summary>
    public int ExpertsEvery { get; set; }

    /// <summary>In Jamba: which of them, counted from 0.</summary>
    public int ExpertsOffset { get; set; }

    /// <summary>In DeepSeek-V3 and Qwen3-MoE: how many blocks at the beginning have no experts.</summary>
    public int DenseLayers { get; set; }

    /// <summary>In Gemma 3: of so many blocks the last has no window.</summary>
    public int GlobalEvery { get; set; }

    /// <summary>In Gemma 3: base of the rotary wavelengths of blocks with a window.</summary>
    public double LocalTheta { get; set; }

    /// <summary>In SmolLM3: of so many blocks the last has no positions.</summary>
    public int NopeEvery { get; set; }
}
