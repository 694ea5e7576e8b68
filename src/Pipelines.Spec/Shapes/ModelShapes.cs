namespace Pipelines.Spec.Shapes;

/// <summary>The modules of a model in order of its forward pass, under the names of its family's checkpoints.</summary>
internal static class ModelShapes
{
    /// <summary>The nodes of <paramref name="model"/> with <paramref name="vocab"/> tokens.</summary>
    public static EquatableArray<ModelNode> Nodes(ModelSpec model, int vocab)
    {
        var (architecture, names) = (model.Architecture, CheckpointNames.Of(model.Family));
        var nodes = new NodeList(architecture.Dropout > 0);
        if (names.Form == BlockForm.Bert) BertShapes.Add(nodes, architecture, names, vocab);
        else Decoder(nodes, architecture, names, vocab);
        return nodes.Nodes;
    }

    private static void Decoder(NodeList nodes, Architecture model, CheckpointNames names, int vocab)
    {
        var learned = model.Positions is LearnedPositions;
        nodes.Embedding($"{names.Trunk}.{names.Tokens}", vocab, model.Dim, drops: !learned);
        if (learned) nodes.Embedding($"{names.Trunk}.{names.Positions}", model.Context, model.Dim, drops: true);
        if (model.EmbeddingNorm is { } embedding) nodes.Norm($"{names.Trunk}.{names.EmbeddingNorm}", embedding, model.Dim, drops: true);
        var index = 0;
        foreach (var block in model.Blocks)
        {
            var name = $"{names.Trunk}.{names.Layers}.{index}";
            nodes.Block(index++, () => BlockShapes.Add(nodes, name, block, model.Dim, names));
        }
        if (model.FinalNorm is { } norm) nodes.Norm($"{names.Trunk}.{names.FinalNorm}", norm, model.Dim);
        nodes.Head(CheckpointNames.Head, model.Dim, vocab, model.TiedEmbeddings);
    }
}
