namespace Pipelines.Spec;

/// <summary>
/// A resolved architecture: what the emitter, the builder and the cost model read. Composition lives in
/// <see cref="Layers"/>; a new kind of mixer, feed-forward or position is a new record, not a new field here.
/// </summary>
/// <param name="Dim">width of the residual stream</param>
/// <param name="Context">most tokens in one sequence</param>
/// <param name="Positions">how positions enter at the embedding</param>
/// <param name="Layers">groups of blocks, in order</param>
/// <param name="FinalNorm">the norm before the head; null where the last block ends with its own</param>
/// <param name="TiedEmbeddings">whether the head is the token embedding</param>
/// <param name="Dropout">probability after the embedding and after each mixer and feed-forward</param>
/// <param name="InitStd">standard deviation of the initial weights; projections into the residual are scaled by 1/√(2·layers)</param>
public sealed record Architecture(
    int Dim,
    int Context,
    PositionSpec Positions,
    EquatableArray<BlockGroup> Layers,
    NormSpec? FinalNorm,
    bool TiedEmbeddings,
    double Dropout,
    double InitStd)
{
    /// <summary>Whether embeddings are multiplied by √dim (Vaswani et al. 2017, section 3.4).</summary>
    public bool ScaledEmbedding { get; init; }

    /// <summary>Factor of the embeddings, beside √dim where that is one (Yang et al. 2021; Hu et al. 2024).</summary>
    public double EmbeddingMultiplier { get; init; } = 1;

    /// <summary>Factor of what each mixer and feed-forward adds to the residual stream.</summary>
    public double ResidualMultiplier { get; init; } = 1;

    /// <summary>What logits are divided by.</summary>
    public double LogitsScaling { get; init; } = 1;

    /// <summary>Whether embeddings have a factor of any kind.</summary>
    public bool ScalesEmbedding => ScaledEmbedding || EmbeddingMultiplier != 1;

    /// <summary>That factor: √dim, the multiplier, or both.</summary>
    public double EmbeddingScale => ScaledEmbedding ? Math.Sqrt(Dim) * EmbeddingMultiplier : EmbeddingMultiplier;

    /// <summary>The norm of the embeddings, or null.</summary>
    public NormSpec? EmbeddingNorm { get; init; }

    /// <summary>Number of token types, each with a learned vector; 0 for none.</summary>
    public int TokenTypes { get; init; }

    /// <summary>c in c·tanh(logit / c) over the head's logits, or null (Gemma team 2024, section 2).</summary>
    public double? LogitSoftcap { get; init; }

    /// <summary>Every block in order, groups repeated.</summary>
    public IEnumerable<BlockSpec> Blocks =>
        Layers.SelectMany(group => Enumerable.Repeat(group.Blocks, group.Repeat).SelectMany(blocks => blocks));

    /// <summary>Number of blocks.</summary>
    public int Depth => Layers.Sum(group => group.Repeat * group.Blocks.Count);

    /// <summary>Whether tokens see those after them: the model fills in masked tokens instead of the next one.</summary>
    public bool Bidirectional => Layers.Any(group => group.Blocks.Any(block => block.Mixer is AttentionSpec { Causal: false }));
}
