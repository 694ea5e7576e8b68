namespace Pipelines.Spec.Shapes;

/// <summary>Names and order of a Llama checkpoint's modules, as Hugging Face writes them.</summary>
internal static class LlamaLayout
{
    /// <summary>The nodes of <paramref name="model"/> with <paramref name="vocab"/> tokens.</summary>
    public static EquatableArray<ModelNode> Nodes(Architecture model, int vocab)
    {
        var nodes = new NodeList(model.Dropout > 0);
        nodes.Embedding("model.embed_tokens", vocab, model.Dim, drops: true);
        var index = 0;
        foreach (var block in model.Blocks) Block(nodes, $"model.layers.{index++}", block, model.Dim);
        if (model.FinalNorm is { } norm) nodes.Norm("model.norm", norm, model.Dim);
        nodes.Head("lm_head", model.Dim, vocab, model.TiedEmbeddings);
        return nodes.Nodes;
    }

    private static void Block(NodeList nodes, string name, BlockSpec block, int dim)
    {
        nodes.Norm($"{name}.input_layernorm", block.Norm, dim);
        if (block.Mixer is AttentionSpec attention) Attention(nodes, $"{name}.self_attn", attention, dim);
        nodes.Norm($"{name}.post_attention_layernorm", block.Norm, dim);
        if (block.FeedForward is SwiGluSpec swiglu) SwiGlu(nodes, $"{name}.mlp", swiglu, dim);
    }

    private static void Attention(NodeList nodes, string name, AttentionSpec attention, int dim)
    {
        int queries = attention.Heads * attention.HeadDim, keys = attention.KvHeads * attention.HeadDim;
        nodes.Linear($"{name}.q_proj", dim, queries, attention.QkvBias, saved: true);
        nodes.Linear($"{name}.k_proj", dim, keys, attention.QkvBias, saved: true);
        nodes.Linear($"{name}.v_proj", dim, keys, attention.QkvBias, saved: true);
        if (attention.Rope is not null) nodes.Rotary($"{name}.rotary_emb", attention);
        nodes.Attention(name, attention);
        nodes.Linear($"{name}.o_proj", queries, dim, attention.OutBias, saved: false, drops: true);
    }

    private static void SwiGlu(NodeList nodes, string name, SwiGluSpec swiglu, int dim)
    {
        nodes.Linear($"{name}.gate_proj", dim, swiglu.Hidden, swiglu.Bias, saved: true);
        nodes.Linear($"{name}.up_proj", dim, swiglu.Hidden, swiglu.Bias, saved: true);
        nodes.Activation($"{name}.act_fn", swiglu.Hidden);
        nodes.Linear($"{name}.down_proj", swiglu.Hidden, dim, swiglu.Bias, saved: false, drops: true);
    }
}
