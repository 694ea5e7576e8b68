namespace Pipelines.Spec;

/// <summary>
/// What <c>[Model]</c> says of the attention and norms of all its blocks, and <c>[Layer]</c> of those of one. Each property is the setting
/// of that name in YAML, with its default there: <c>KvHeads</c> is <c>kv_heads</c>, <c>RopeTheta</c> is <c>rope: { theta: … }</c>.
/// </summary>
public abstract class BlockSettingsAttribute : Attribute
{
    private protected BlockSettingsAttribute()
    {
    }

    /// <summary>How mixer and feed-forward reach the residual stream.</summary>
    public ResidualKind Residual { get; set; }

    /// <summary>Which norm.</summary>
    public NormKind NormKind { get; set; }

    /// <summary>Whether the norms' weights are kept less one.</summary>
    public bool NormUnitOffset { get; set; }

    /// <summary>Query heads.</summary>
    public int Heads { get; set; }

    /// <summary>Key and value heads; they divide <see cref="Heads"/>.</summary>
    public int KvHeads { get; set; }

    /// <summary>Width of a head.</summary>
    public int HeadDim { get; set; }

    /// <summary>How many tokens back a token sees, itself included; 0 for all.</summary>
    public int Window { get; set; }

    /// <summary>Whether queries and keys are normalised a head at a time.</summary>
    public bool QkNorm { get; set; }

    /// <summary>Whether queries and keys are normalised, all heads together.</summary>
    public bool WholeQkNorm { get; set; }

    /// <summary>Whether the projections to queries, keys and values have biases.</summary>
    public bool QkvBias { get; set; }

    /// <summary>Whether the projection out of attention has one.</summary>
    public bool OutBias { get; set; }

    /// <summary>Whether each head has a learned score beside those of the keys, with nothing behind it.</summary>
    public bool Sinks { get; set; }

    /// <summary>The c in c·tanh(score / c); 0 for none.</summary>
    public double Softcap { get; set; }

    /// <summary>Factor of the scores; 0 for 1/√head_dim.</summary>
    public double Scale { get; set; }

    /// <summary>Whether scores fall with distance, a slope for each head.</summary>
    public bool Alibi { get; set; }

    /// <summary>Whether tokens see only those before them.</summary>
    public bool Causal { get; set; } = true;

    /// <summary>Whether positions are rotary.</summary>
    public bool Rope { get; set; } = true;

    /// <summary>Base of the rotary wavelengths.</summary>
    public double RopeTheta { get; set; }

    /// <summary>Share of a head's channels that turn, the first of them.</summary>
    public double RopeShare { get; set; }

    /// <summary>Linear scaling: how many times longer the context becomes.</summary>
    public double RopeLinearFactor { get; set; }

    /// <summary>Llama 3's scaling: how many times longer the context becomes.</summary>
    public double RopeLlama3Factor { get; set; }

    /// <summary>Turns over the original context below which a wavelength is stretched whole.</summary>
    public double RopeLlama3LowFrequency { get; set; }

    /// <summary>Turns over the original context above which a wavelength is left as it is.</summary>
    public double RopeLlama3HighFrequency { get; set; }

    /// <summary>The context of the first training.</summary>
    public int RopeLlama3OriginalContext { get; set; }

    /// <summary>YaRN: how many times longer the context becomes.</summary>
    public double RopeYarnFactor { get; set; }

    /// <summary>The context of the first training.</summary>
    public int RopeYarnOriginalContext { get; set; }

    /// <summary>Turns over the original context above which a wavelength is left as it is.</summary>
    public double RopeYarnBetaFast { get; set; }

    /// <summary>Turns over the original context below which a wavelength is stretched whole.</summary>
    public double RopeYarnBetaSlow { get; set; }

    /// <summary>Factor of cosines and sines; 0 for what the coefficients give.</summary>
    public double RopeYarnAttentionFactor { get; set; }

    /// <summary>Coefficient of the logarithm in that factor.</summary>
    public double RopeYarnMscale { get; set; }

    /// <summary>Coefficient of the logarithm in what it is divided by.</summary>
    public double RopeYarnMscaleAllDim { get; set; }

    /// <summary>Whether the ramp between stretched and left begins and ends at a whole channel.</summary>
    public bool RopeYarnTruncate { get; set; } = true;
}
