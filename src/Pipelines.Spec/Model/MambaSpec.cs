namespace Pipelines.Spec;

/// <summary>A selective state space (Gu and Dao 2023).</summary>
/// <param name="State">numbers of state for each inner channel</param>
/// <param name="Conv">taps of the causal convolution</param>
/// <param name="Expand">inner channels for each channel of the residual stream</param>
/// <param name="DtRank">width of the projection that makes the step sizes</param>
/// <param name="Bias">whether the in and out projections have biases</param>
/// <param name="ConvBias">whether the convolution has one</param>
public sealed record MambaSpec(int State, int Conv, int Expand, int DtRank, bool Bias = false, bool ConvBias = true) : MixerSpec
{
    /// <summary>Added under the root in the norms of step size, B and C; null where there are none (Lieber et al. 2024).</summary>
    public double? InnerNorm { get; init; }

    /// <inheritdoc/>
    public override string Word => "mamba";

    /// <inheritdoc/>
    public override IEnumerable<PartSetting> Settings =>
    [
        new("state", State), new("conv", Conv), new("expand", Expand), new("dt_rank", DtRank), new("bias", Bias),
        new("conv_bias", ConvBias), new("inner_norm", InnerNorm),
    ];

    /// <inheritdoc/>
    protected override IEnumerable<string> Features
    {
        get
        {
            if (Bias) yield return "bias";
            if (!ConvBias) yield return "no conv bias";
            if (InnerNorm is not null) yield return "inner norms";
        }
    }
}

/// <summary>State-space duality (Dao and Gu 2024): a scalar decay for each head, computed in chunks.</summary>
/// <param name="Heads">heads; heads · head_dim inner channels</param>
/// <param name="HeadDim">channels of a head</param>
/// <param name="State">numbers of state for each inner channel</param>
/// <param name="Groups">groups of heads that share B and C; divides <paramref name="Heads"/></param>
/// <param name="Conv">taps of the causal convolution</param>
/// <param name="Chunk">tokens of a chunk; changes no result</param>
/// <param name="NormEps">added under the root in the gated norm</param>
/// <param name="Bias">whether the in and out projections have biases</param>
/// <param name="ConvBias">whether the convolution has one</param>
public sealed record Mamba2Spec(
    int Heads,
    int HeadDim,
    int State,
    int Groups,
    int Conv,
    int Chunk,
    double NormEps,
    bool Bias = false,
    bool ConvBias = true) : MixerSpec
{
    /// <inheritdoc/>
    public override string Word => "mamba2";

    /// <inheritdoc/>
    public override IEnumerable<PartSetting> Settings =>
    [
        new("heads", Heads), new("head_dim", HeadDim), new("state", State), new("groups", Groups), new("conv", Conv),
        new("chunk", Chunk), new("norm.eps", NormEps), new("bias", Bias), new("conv_bias", ConvBias),
    ];

    /// <inheritdoc/>
    protected override IEnumerable<string> Features
    {
        get
        {
            if (Bias) yield return "bias";
            if (!ConvBias) yield return "no conv bias";
        }
    }
}
