namespace Pipelines.Spec.Shapes;

/// <summary>Attention as checkpoints split it: four projections, a joint one, or through latents.</summary>
internal static class AttentionShapes
{
    /// <summary>q, k, v and o projections.</summary>
    public static void Split(NodeList nodes, string name, AttentionSpec attention, int dim)
    {
        int queries = attention.Heads * attention.HeadDim, keys = attention.KvHeads * attention.HeadDim;
        nodes.Linear($"{name}.q_proj", dim, queries, attention.QkvBias, saved: true);
        nodes.Linear($"{name}.k_proj", dim, keys, attention.QkvBias, saved: true);
        nodes.Linear($"{name}.v_proj", dim, keys, attention.QkvBias, saved: true);
        if (attention.QkNorm == QkNorm.Head)
        {
            nodes.HeadNorm($"{name}.q_norm", attention.Heads, attention.HeadDim);
            nodes.HeadNorm($"{name}.k_norm", attention.KvHeads, attention.HeadDim);
        }
        if (attention.QkNorm == QkNorm.Whole)
        {
            nodes.RmsNorm($"{name}.q_norm", queries);
            nodes.RmsNorm($"{name}.k_norm", keys);
        }
        if (attention.Rope is not null) nodes.Rotary($"{name}.rotary_emb", attention.Heads + attention.KvHeads, attention.HeadDim);
        nodes.Attention(name, attention);
        nodes.Linear($"{name}.o_proj", queries, dim, attention.OutBias, saved: false, drops: true);
    }

    /// <summary>One projection for q, k and v, and one out, stored [in, out] as OpenAI's Conv1D wrote them.</summary>
    public static void Joint(NodeList nodes, string name, AttentionSpec attention, int dim)
    {
        int queries = attention.Heads * attention.HeadDim, keys = attention.KvHeads * attention.HeadDim;
        nodes.Linear($"{name}.c_attn", dim, queries + 2 * keys, attention.QkvBias, saved: true, transposed: true);
        nodes.Attention(name, attention);
        nodes.Linear($"{name}.c_proj", queries, dim, attention.OutBias, saved: false, transposed: true, drops: true);
    }

    /// <summary>One projection for q, k and v, and one out, as Phi-3's checkpoints have them.</summary>
    public static void Fused(NodeList nodes, string name, AttentionSpec attention, int dim)
    {
        int queries = attention.Heads * attention.HeadDim, keys = attention.KvHeads * attention.HeadDim;
        nodes.Linear($"{name}.qkv_proj", dim, queries + 2 * keys, attention.QkvBias, saved: true);
        if (attention.Rope is not null) nodes.Rotary($"{name}.rotary_emb", attention.Heads + attention.KvHeads, attention.HeadDim);
        nodes.Attention(name, attention);
        nodes.Linear($"{name}.o_proj", queries, dim, attention.OutBias, saved: false, drops: true);
    }

    /// <summary>
    /// Queries, and keys with values, each through a latent (DeepSeek-AI 2024, section 2.1). Decoding keeps the latent of keys and
    /// values and the one key that turns.
    /// </summary>
    public static void Latent(NodeList nodes, string name, LatentAttentionSpec attention, int dim)
    {
        int heads = attention.Heads, queryDim = attention.NopeHeadDim + attention.RopeHeadDim;
        if (attention.QueryRank is { } rank)
        {
            nodes.Linear($"{name}.q_a_proj", dim, rank, bias: false, saved: true);
            nodes.RmsNorm($"{name}.q_a_layernorm", rank);
            nodes.Linear($"{name}.q_b_proj", rank, heads * queryDim, bias: false, saved: true);
        }
        else
        {
            nodes.Linear($"{name}.q_proj", dim, heads * queryDim, bias: false, saved: true);
        }
        nodes.Linear($"{name}.kv_a_proj_with_mqa", dim, attention.KvRank + attention.RopeHeadDim, bias: false, saved: true);
        nodes.RmsNorm($"{name}.kv_a_layernorm", attention.KvRank);
        nodes.Linear($"{name}.kv_b_proj", attention.KvRank, heads * (attention.NopeHeadDim + attention.ValueHeadDim), bias: false, saved: true);
        nodes.Rotary($"{name}.rotary_emb", heads + 1, attention.RopeHeadDim);
        nodes.LatentAttention(name, attention);
        nodes.Linear($"{name}.o_proj", heads * attention.ValueHeadDim, dim, bias: false, saved: false, drops: true);
    }
}
