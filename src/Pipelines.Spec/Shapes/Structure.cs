namespace Pipelines.Spec;

/// <summary>What of a model its emitted code depends on.</summary>
public static class Structure
{
    /// <summary>
    /// A text that changes when emitted code would have to: with the family, the blocks, norms, biases, positions and tied embeddings,
    /// and with which blocks are equal, since equal ones share their sizes. Sizes (dim, heads, hidden, layers, vocabulary, context) and
    /// numbers (theta, eps, dropout, init) leave it as it is:
    /// <c>llama · tied · no positions · [rmsnorm attention(rope) rmsnorm swiglu] · rmsnorm</c>. A block that stands again is the number
    /// of the first: <c>[rmsnorm mamba2 rmsnorm swiglu, #1, rmsnorm attention(rope) rmsnorm moe]</c>.
    /// </summary>
    public static string Of(ModelSpec model)
    {
        var architecture = model.Architecture;
        var parts = new List<string>
        {
            model.Family.ToString().ToLowerInvariant(),
            architecture.TiedEmbeddings ? "tied" : "untied",
            architecture.Positions.Structure,
        };
        if (architecture.ScaledEmbedding) parts.Add("scaled embedding");
        if (architecture.EmbeddingMultiplier != 1) parts.Add("embedding multiplier");
        if (architecture.ResidualMultiplier != 1) parts.Add("residual multiplier");
        if (architecture.LogitsScaling != 1) parts.Add("logits scaling");
        if (architecture.TokenTypes > 0) parts.Add("token types");
        if (architecture.EmbeddingNorm is { } embedding) parts.Add($"embedding {Norm(embedding, architecture)}");
        var blocks = new List<BlockSpec>();
        var ropes = new List<(RopeSpec, int)>();
        parts.AddRange(architecture.Layers.Select(group =>
            $"[{string.Join(", ", group.Blocks.Select(block => Block(block, blocks, ropes, architecture)))}]"));
        if (architecture.FinalNorm is { } final) parts.Add(Norm(final, architecture));
        if (architecture.LogitSoftcap is not null) parts.Add("logit softcap");
        return string.Join(" · ", parts);
    }

    private static string Block(BlockSpec block, List<BlockSpec> known, List<(RopeSpec, int)> ropes, Architecture architecture)
    {
        var index = known.IndexOf(block);
        if (index >= 0) return $"#{index + 1}";
        known.Add(block);
        var norm = Norm(block.Norm, architecture);
        var text = $"{norm} {block.Mixer.Structure}{Rope(block.Mixer, ropes)} {norm} {block.FeedForward.Structure}";
        if (block.Placement != NormPlacement.Pre) text += $" {block.Placement.ToString().ToLowerInvariant()}";
        if (block.Residual != ResidualKind.Sequential) text += $" {block.Residual.ToString().ToLowerInvariant()}";
        return text;
    }

    /// <summary>Norms share one eps unless they differ.</summary>
    private static string Norm(NormSpec norm, Architecture architecture) =>
        architecture.Blocks.FirstOrDefault() is { } first && first.Norm.Eps != norm.Eps ? $"{norm.Structure}(own eps)" : norm.Structure;

    /// <summary>Rotary positions are shared by the blocks that turn alike: which they are, where there are several.</summary>
    private static string Rope(MixerSpec mixer, List<(RopeSpec, int)> ropes)
    {
        (RopeSpec, int)? rope = mixer switch
        {
            AttentionSpec { Rope: { } turning } attention => (turning, attention.HeadDim),
            LatentAttentionSpec latent => (latent.Rope, latent.RopeHeadDim),
            _ => null,
        };
        if (rope is not { } own) return "";
        if (!ropes.Contains(own)) ropes.Add(own);
        var number = ropes.IndexOf(own);
        return number == 0 ? "" : $" rope {number + 1}";
    }
}
