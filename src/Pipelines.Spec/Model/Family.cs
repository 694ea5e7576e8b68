namespace Pipelines.Spec;

/// <summary>The preset that a model starts from; it decides the checkpoint's names too.</summary>
public enum Family
{
    /// <summary>RMSNorm, rotary positions, grouped-query attention, SwiGLU (Touvron et al. 2023, Grattafiori et al. 2024).</summary>
    Llama,

    /// <summary>LayerNorm, learned positions, full attention with biases, GELU (Radford et al. 2019).</summary>
    Gpt2,

    /// <summary>No preset: a list of blocks of one's own, with Llama's names.</summary>
    Composed,

    /// <summary>Llama with a sliding window (Jiang et al. 2023).</summary>
    Mistral,

    /// <summary>Llama with biases on queries, keys and values (Yang et al. 2024).</summary>
    Qwen2,

    /// <summary>Llama with normalised queries and keys and heads of their own width (Qwen team 2025).</summary>
    Qwen3,

    /// <summary>Sandwich norms, soft-capped logits, alternating windows, scaled embeddings, GeGLU (Gemma team 2024).</summary>
    Gemma2,

    /// <summary>Five windows to each block that sees everything, two rotary bases, normalised queries and keys (Gemma team 2025).</summary>
    Gemma3,

    /// <summary>Norms of what parts give, queries and keys normalised over all heads together (OLMo team 2024).</summary>
    Olmo2,

    /// <summary>Llama with no positions in every fourth block (Bakouch et al. 2025).</summary>
    SmolLM3,

    /// <summary>Llama with factors of embeddings, scores, residual branches and logits (Granite team 2024).</summary>
    Granite,

    /// <summary>Mistral with eight experts, two a token (Jiang et al. 2024).</summary>
    Mixtral,

    /// <summary>Qwen3 with fine-grained experts (Qwen team 2025).</summary>
    Qwen3Moe,

    /// <summary>Latent attention, shared and fine-grained experts, balance by bias (DeepSeek-AI 2024).</summary>
    DeepSeekV3,

    /// <summary>Selective state spaces (Gu and Dao 2023).</summary>
    Mamba,

    /// <summary>State-space duality (Dao and Gu 2024).</summary>
    Mamba2,

    /// <summary>Mamba and attention, experts in every other block (Lieber et al. 2024).</summary>
    Jamba,

    /// <summary>Mamba-2 and attention (Ganti et al. 2024).</summary>
    Bamba,

    /// <summary>A bidirectional encoder that fills in masked tokens (Devlin et al. 2019).</summary>
    Bert,

    /// <summary>Llama with joint projections, and positions stretched channel by channel (Abdin et al. 2024).</summary>
    Phi3,

    /// <summary>Experts with biases, attention sinks, alternating windows (OpenAI 2025).</summary>
    GptOss,
}
