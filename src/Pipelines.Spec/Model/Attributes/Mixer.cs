namespace Pipelines.Spec;

/// <summary>The mixers that a <see cref="LayerAttribute"/> may name.</summary>
public enum Mixer
{
    /// <summary>Softmax attention (Vaswani et al. 2017).</summary>
    Attention,

    /// <summary>Attention over one short latent vector a token (DeepSeek-AI 2024).</summary>
    LatentAttention,

    /// <summary>A selective state space (Gu and Dao 2023).</summary>
    Mamba,

    /// <summary>State-space duality (Dao and Gu 2024).</summary>
    Mamba2,

    /// <summary>None: the block works on each token alone.</summary>
    None,
}
