namespace Pipelines.Spec;

/// <summary>Some blocks, several times over.</summary>
public sealed record BlockGroup(int Repeat, EquatableArray<BlockSpec> Blocks);

/// <summary>One residual block: a mixer over time, then a feed-forward over channels, each with its norm.</summary>
/// <param name="Mixer">what mixes across time; <see cref="NoMixer"/> for none</param>
/// <param name="FeedForward">what works on channels; <see cref="NoFeedForward"/> for none</param>
/// <param name="Norm">the norms of both</param>
/// <param name="Placement">where the norms stand</param>
/// <param name="Residual">how both reach the residual stream</param>
public sealed record BlockSpec(
    MixerSpec Mixer,
    FeedForwardSpec FeedForward,
    NormSpec Norm,
    NormPlacement Placement = NormPlacement.Pre,
    ResidualKind Residual = ResidualKind.Sequential);

/// <summary>Where a block's norms stand.</summary>
public enum NormPlacement
{
    /// <summary>x + f(norm(x)) (Xiong et al. 2020).</summary>
    Pre,

    /// <summary>norm(x + f(x)) (Vaswani et al. 2017).</summary>
    Post,

    /// <summary>x + norm(f(norm(x))) (Ding et al. 2021).</summary>
    Sandwich,

    /// <summary>x + norm(f(x)) (Liu et al. 2022, section 3.2; OLMo team 2024, section 2).</summary>
    Output,
}

/// <summary>How a block's mixer and feed-forward reach the residual stream.</summary>
public enum ResidualKind
{
    /// <summary>The feed-forward reads what the mixer has added to.</summary>
    Sequential,

    /// <summary>Both read the block's input through one norm, and both are added to it (Wang and Komatsuzaki 2021).</summary>
    Parallel,
}
