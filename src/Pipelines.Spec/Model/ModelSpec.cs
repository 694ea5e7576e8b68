namespace Pipelines.Spec;

/// <summary>The preset that a model starts from; it decides the checkpoint's names too.</summary>
public enum Family
{
    /// <summary>RMSNorm, rotary positions, grouped-query attention, SwiGLU (Touvron et al. 2023, Grattafiori et al. 2024).</summary>
    Llama,

    /// <summary>LayerNorm, learned positions, full attention with biases, GELU (Radford et al. 2019).</summary>
    Gpt2,
}

/// <summary>A model: its name, the vocabulary's origin and the architecture that its settings resolve to.</summary>
/// <param name="Name">its name under <c>models:</c></param>
/// <param name="Family">the preset</param>
/// <param name="Vocab">number of tokens</param>
/// <param name="Architecture">what the settings resolve to</param>
public sealed record ModelSpec(string Name, Family Family, VocabSpec Vocab, Architecture Architecture);

/// <summary>The size of a vocabulary: a number, or that of the tokenizer which a stage makes.</summary>
/// <param name="Size">number of tokens; for a stage, the size that it was asked to make</param>
/// <param name="Stage">the tokenizer stage, or null when a number was given</param>
public sealed record VocabSpec(int Size, string? Stage);

/// <summary>
/// A resolved architecture: what the emitter, the builder and the cost model read. Composition lives in
/// <see cref="Layers"/>; a new kind of mixer, feed-forward or position is a new record, not a new field here.
/// </summary>
/// <param name="Dim">width of the residual stream</param>
/// <param name="Context">most tokens in one sequence</param>
/// <param name="Positions">how positions enter at the embedding</param>
/// <param name="Layers">groups of blocks, in order</param>
/// <param name="FinalNorm">the norm before the head</param>
/// <param name="TiedEmbeddings">whether the head is the token embedding</param>
/// <param name="Dropout">probability after the embedding and after each mixer and feed-forward</param>
/// <param name="InitStd">standard deviation of the initial weights; projections into the residual are scaled by 1/√(2·layers)</param>
public sealed record Architecture(
    int Dim,
    int Context,
    PositionSpec Positions,
    EquatableArray<BlockGroup> Layers,
    NormSpec FinalNorm,
    bool TiedEmbeddings,
    double Dropout,
    double InitStd)
{
    /// <summary>Every block in order, groups repeated.</summary>
    public IEnumerable<BlockSpec> Blocks =>
        Layers.SelectMany(group => Enumerable.Repeat(group.Blocks, group.Repeat).SelectMany(blocks => blocks));

    /// <summary>Number of blocks.</summary>
    public int Depth => Layers.Sum(group => group.Repeat * group.Blocks.Count);
}

/// <summary>Some blocks, several times over.</summary>
public sealed record BlockGroup(int Repeat, EquatableArray<BlockSpec> Blocks);

/// <summary>One residual block: a mixer over time, then a feed-forward over channels, each behind its norm.</summary>
public sealed record BlockSpec(MixerSpec Mixer, FeedForwardSpec FeedForward, NormSpec Norm);

/// <summary>How tokens learn their place before the first block.</summary>
public abstract record PositionSpec
{
    /// <summary>What of it emitted code depends on.</summary>
    public abstract string Structure { get; }
}

/// <summary>Nothing is added to the embedding (rotary attention brings positions itself).</summary>
public sealed record NoPositions : PositionSpec
{
    /// <inheritdoc/>
    public override string Structure => "no positions";
}

/// <summary>A learned vector per position, [context, dim].</summary>
public sealed record LearnedPositions : PositionSpec
{
    /// <inheritdoc/>
    public override string Structure => "learned positions";
}

/// <summary>What mixes information across time.</summary>
public abstract record MixerSpec
{
    /// <summary>What of it emitted code depends on: <c>attention(rope)</c>.</summary>
    public abstract string Structure { get; }
}

/// <summary>Causal softmax attention.</summary>
/// <param name="Heads">query heads</param>
/// <param name="KvHeads">key and value heads; divides <paramref name="Heads"/></param>
/// <param name="HeadDim">width of a head</param>
/// <param name="QkvBias">whether q, k and v projections have biases</param>
/// <param name="OutBias">whether the output projection has one</param>
/// <param name="Rope">rotary positions, or null</param>
public sealed record AttentionSpec(int Heads, int KvHeads, int HeadDim, bool QkvBias, bool OutBias, RopeSpec? Rope) : MixerSpec
{
    /// <inheritdoc/>
    public override string Structure
    {
        get
        {
            var parts = new List<string>();
            if (Rope is not null) parts.Add("rope");
            if (QkvBias) parts.Add("qkv bias");
            if (OutBias) parts.Add("out bias");
            return parts.Count == 0 ? "attention" : $"attention({string.Join(", ", parts)})";
        }
    }
}

/// <summary>Rotary positions (Su et al. 2021).</summary>
/// <param name="Theta">base of the wavelengths</param>
public sealed record RopeSpec(double Theta);

/// <summary>What works on each token's channels alone.</summary>
/// <param name="Hidden">inner width</param>
/// <param name="Bias">whether its projections have biases</param>
public abstract record FeedForwardSpec(int Hidden, bool Bias)
{
    /// <summary>What of it emitted code depends on: <c>mlp(bias)</c>.</summary>
    public string Structure => Bias ? $"{Word}(bias)" : Word;

    /// <summary>Its name in a block.</summary>
    protected abstract string Word { get; }
}

/// <summary>down(silu(gate(x)) · up(x)) (Shazeer 2020).</summary>
public sealed record SwiGluSpec(int Hidden, bool Bias) : FeedForwardSpec(Hidden, Bias)
{
    /// <inheritdoc/>
    protected override string Word => "swiglu";
}

/// <summary>proj(gelu(fc(x))), GELU in its tanh form.</summary>
public sealed record MlpSpec(int Hidden, bool Bias) : FeedForwardSpec(Hidden, Bias)
{
    /// <inheritdoc/>
    protected override string Word => "mlp";
}

/// <summary>A normalisation over channels.</summary>
/// <param name="Kind">which one</param>
/// <param name="Eps">added under the root</param>
public sealed record NormSpec(NormKind Kind, double Eps);

/// <summary>The normalisations.</summary>
public enum NormKind
{
    /// <summary>x / rms(x) · weight (Zhang and Sennrich 2019).</summary>
    RmsNorm,

    /// <summary>(x − mean) / std · weight + bias (Ba et al. 2016).</summary>
    LayerNorm,
}
