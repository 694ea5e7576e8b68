namespace Pipelines.Spec.Shapes;

/// <summary>A BERT checkpoint with its masked-token head (Devlin et al. 2019): every linear map has a bias, every norm follows a sum.</summary>
internal static class BertShapes
{
    /// <summary>Adds the nodes of <paramref name="model"/> with <paramref name="vocab"/> tokens.</summary>
    public static void Add(NodeList nodes, Architecture model, CheckpointNames names, int vocab)
    {
        var (embeddings, dim) = ($"{names.Trunk}.embeddings", model.Dim);
        nodes.Embedding($"{embeddings}.{names.Tokens}", vocab, dim, drops: false);
        nodes.Embedding($"{embeddings}.{names.Positions}", model.Context, dim, drops: false);
        nodes.Embedding($"{embeddings}.token_type_embeddings", model.TokenTypes, dim, drops: false);
        if (model.EmbeddingNorm is { } norm) nodes.Norm($"{embeddings}.LayerNorm", norm, dim, drops: true);
        var index = 0;
        foreach (var block in model.Blocks)
        {
            var name = $"{names.Trunk}.encoder.{names.Layers}.{index}";
            nodes.Block(index++, () => Block(nodes, name, block, dim));
        }
        Head(nodes, model, vocab);
    }

    private static void Block(NodeList nodes, string name, BlockSpec block, int dim)
    {
        if (block is not { Mixer: AttentionSpec attention, FeedForward: MlpSpec mlp })
            throw new NotSupportedException("BERT's checkpoints hold attention and an MLP in every block");
        var width = attention.Heads * attention.HeadDim;
        foreach (var projection in new[] { "query", "key", "value" })
            nodes.Linear($"{name}.attention.self.{projection}", dim, width, attention.QkvBias, saved: true);
        nodes.Attention($"{name}.attention.self", attention);
        nodes.Linear($"{name}.attention.output.dense", width, dim, attention.OutBias, saved: false, drops: true);
        nodes.Norm($"{name}.attention.output.LayerNorm", block.Norm, dim);
        nodes.Linear($"{name}.intermediate.dense", dim, mlp.Hidden, mlp.Bias, saved: true);
        nodes.Activation($"{name}.intermediate.act", mlp.Hidden);
        nodes.Linear($"{name}.output.dense", mlp.Hidden, dim, mlp.Bias, saved: false, drops: true);
        nodes.Norm($"{name}.output.LayerNorm", block.Norm, dim);
    }

    private static void Head(NodeList nodes, Architecture model, int vocab)
    {
        const string Name = "cls.predictions";
        var dim = model.Dim;
        nodes.Linear($"{Name}.transform.dense", dim, dim, bias: true, saved: true);
        nodes.Activation($"{Name}.transform.act", dim);
        nodes.Norm($"{Name}.transform.LayerNorm", model.Layers[0].Blocks[0].Norm, dim);
        nodes.Head($"{Name}.decoder", dim, vocab, model.TiedEmbeddings, bias: $"{Name}.bias");
    }
}
