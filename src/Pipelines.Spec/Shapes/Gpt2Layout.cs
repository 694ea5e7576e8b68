namespace Pipelines.Spec.Shapes;

/// <summary>Names and order of a GPT-2 checkpoint's modules. Its projections are stored [in, out], as OpenAI's Conv1D wrote them.</summary>
internal static class Gpt2Layout
{
    /// <summary>The nodes of <paramref name="model"/> with <paramref name="vocab"/> tokens.</summary>
    public static EquatableArray<ModelNode> Nodes(Architecture model, int vocab)
    {
        var nodes = new NodeList(model.Dropout > 0);
        nodes.Embedding("transformer.wte", vocab, model.Dim, drops: false);
        if (model.Positions is LearnedPositions) nodes.Embedding("transformer.wpe", model.Context, model.Dim, drops: true);
        var index = 0;
        foreach (var block in model.Blocks) Block(nodes, $"transformer.h.{index++}", block, model.Dim);
        if (model.FinalNorm is { } norm) nodes.Norm("transformer.ln_f", norm, model.Dim);
        nodes.Head("lm_head", model.Dim, vocab, model.TiedEmbeddings);
        return nodes.Nodes;
    }

    private static void Block(NodeList nodes, string name, BlockSpec block, int dim)
    {
        nodes.Norm($"{name}.ln_1", block.Norm, dim);
        if (block.Mixer is AttentionSpec attention)
        {
            int queries = attention.Heads * attention.HeadDim, keys = attention.KvHeads * attention.HeadDim;
            nodes.Linear($"{name}.attn.c_attn", dim, queries + 2 * keys, attention.QkvBias, saved: true, transposed: true);
            nodes.Attention($"{name}.attn", attention);
            nodes.Linear($"{name}.attn.c_proj", queries, dim, attention.OutBias, saved: false, transposed: true, drops: true);
        }
        nodes.Norm($"{name}.ln_2", block.Norm, dim);
        if (block.FeedForward is MlpSpec mlp)
        {
            nodes.Linear($"{name}.mlp.c_fc", dim, mlp.Hidden, mlp.Bias, saved: true, transposed: true);
            nodes.Activation($"{name}.mlp.act", mlp.Hidden);
            nodes.Linear($"{name}.mlp.c_proj", mlp.Hidden, dim, mlp.Bias, saved: false, transposed: true, drops: true);
        }
    }
}
