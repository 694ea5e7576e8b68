namespace Pipelines.Spec;

/// <summary>What of a model its emitted code depends on.</summary>
public static class Structure
{
    /// <summary>
    /// A text that changes when emitted code would have to: with the family, the blocks, norms, biases, positions and tied embeddings.
    /// Sizes (dim, heads, hidden, layers, vocabulary, context) and numbers (theta, eps, dropout, init) leave it as it is:
    /// <c>llama · tied · no positions · [rmsnorm attention(rope) rmsnorm swiglu] · rmsnorm</c>.
    /// </summary>
    public static string Of(ModelSpec model)
    {
        var architecture = model.Architecture;
        var parts = new List<string>
        {
            Word(model.Family.ToString()),
            architecture.TiedEmbeddings ? "tied" : "untied",
            architecture.Positions.Structure,
        };
        parts.AddRange(architecture.Layers.Select(group => $"[{string.Join(", ", group.Blocks.Select(Block))}]"));
        if (architecture.FinalNorm is { } final) parts.Add(final.Structure);
        return string.Join(" · ", parts);
    }

    private static string Block(BlockSpec block)
    {
        var norm = block.Norm.Structure;
        return $"{norm} {block.Mixer.Structure} {norm} {block.FeedForward.Structure}";
    }

    private static string Word(string name) => name.ToLowerInvariant();
}
