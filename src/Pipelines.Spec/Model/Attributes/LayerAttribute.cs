namespace Pipelines.Spec;

/// <summary>
/// A block of a class with <see cref="ModelAttribute"/>, or several equal ones: an item of <c>layers:</c> in YAML, said in C#. Blocks
/// stand in the order of their attributes. What is not set here is the model's.
/// <code>
/// [Layer(Mixer.Mamba2, FeedForward.SwiGlu, Repeat = 2, State = 64)]
/// [Layer("long_conv", FeedForward.None, MixerSettings = "kernel: 7")]
/// </code>
/// A mixer or feed-forward of one's own is given by its name (<see cref="BlockAttribute"/>), its settings as YAML writes them.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class LayerAttribute : BlockSettingsAttribute
{
    /// <param name="mixer">what mixes across time; the feed-forward is the model's</param>
    public LayerAttribute(Mixer mixer) => Mixer = mixer.ToString();

    /// <param name="mixer">what mixes across time</param>
    /// <param name="feedForward">what works on channels</param>
    public LayerAttribute(Mixer mixer, FeedForward feedForward)
        : this(mixer) => FeedForward = feedForward.ToString();

    /// <param name="mixer">what mixes across time</param>
    /// <param name="feedForward">the name of a block of one's own</param>
    public LayerAttribute(Mixer mixer, string feedForward)
        : this(mixer) => FeedForward = feedForward;

    /// <param name="mixer">the name of a block of one's own; the feed-forward is the model's</param>
    public LayerAttribute(string mixer) => Mixer = mixer;

    /// <param name="mixer">the name of a block of one's own</param>
    /// <param name="feedForward">what works on channels</param>
    public LayerAttribute(string mixer, FeedForward feedForward)
        : this(mixer) => FeedForward = feedForward.ToString();

    /// <param name="mixer">the name of a block of one's own</param>
    /// <param name="feedForward">the name of another</param>
    public LayerAttribute(string mixer, string feedForward)
        : this(mixer) => FeedForward = feedForward;

    /// <summary>What mixes across time.</summary>
    public string Mixer { get; }

    /// <summary>What works on channels; null for the model's.</summary>
    public string? FeedForward { get; }

    /// <summary>How many times over.</summary>
    public int Repeat { get; set; } = 1;

    /// <summary>Settings of a mixer of one's own, as YAML writes them between braces: <c>kernel: 7, gated: true</c>.</summary>
    public string? MixerSettings { get; set; }

    /// <summary>Settings of a feed-forward of one's own, likewise.</summary>
    public string? FeedForwardSettings { get; set; }

    /// <summary>Added under the root in the block's norms.</summary>
    public double NormEps { get; set; }

    /// <summary>Where the norms stand.</summary>
    public NormPlacement NormPlacement { get; set; }

    /// <summary>Whether keys and values come from another sequence.</summary>
    public bool Cross { get; set; }

    /// <summary>Latent attention: width of the latent of queries; 0 where they are projected directly.</summary>
    public int QueryRank { get; set; }

    /// <summary>Latent attention: width of the latent that keys and values are made of.</summary>
    public int KvRank { get; set; }

    /// <summary>Latent attention: channels of a query's or key's head without positions.</summary>
    public int NopeHeadDim { get; set; }

    /// <summary>Latent attention: channels of a query's or key's head that turn.</summary>
    public int RopeHeadDim { get; set; }

    /// <summary>Latent attention: channels of a value's head.</summary>
    public int ValueHeadDim { get; set; }

    /// <summary>Mamba and Mamba-2: numbers of state for each inner channel.</summary>
    public int State { get; set; }

    /// <summary>Mamba and Mamba-2: taps of the causal convolution.</summary>
    public int Conv { get; set; }

    /// <summary>Mamba and Mamba-2: inner channels for each channel of the residual stream.</summary>
    public int Expand { get; set; }

    /// <summary>Mamba and Mamba-2: whether the projections in and out have biases.</summary>
    public bool Bias { get; set; }

    /// <summary>Mamba and Mamba-2: whether the convolution has one.</summary>
    public bool ConvBias { get; set; } = true;

    /// <summary>Mamba: width of the projection that makes the step sizes.</summary>
    public int DtRank { get; set; }

    /// <summary>Mamba: added under the root in norms of step size, B and C; 0 for no such norms.</summary>
    public double InnerNorm { get; set; }

    /// <summary>Mamba-2: groups of heads that share B and C.</summary>
    public int Groups { get; set; }

    /// <summary>Mamba-2: tokens of a chunk; it changes no result.</summary>
    public int Chunk { get; set; }

    /// <summary>Latent attention and Mamba-2: added under the root in the mixer's own norms.</summary>
    public double InnerNormEps { get; set; }

    /// <summary>Inner width of the feed-forward, or of one expert.</summary>
    public int Hidden { get; set; }

    /// <summary>Whether the feed-forward's projections have biases.</summary>
    public bool FeedForwardBias { get; set; }

    /// <summary>Where the gate of a SwiGLU, or of experts, and what it opens for are clamped; 0 for none.</summary>
    public double SwigluLimit { get; set; }

    /// <summary>An MLP's function between its projections.</summary>
    public Activation Activation { get; set; }

    /// <summary>Experts: experts.</summary>
    public int Experts { get; set; }

    /// <summary>Experts: experts that a token goes to.</summary>
    public int TopK { get; set; }

    /// <summary>Experts: how the router scores experts.</summary>
    public RouterScore Score { get; set; }

    /// <summary>Experts: whether the weights of the chosen experts are divided by their sum.</summary>
    public bool NormalizeTopK { get; set; } = true;

    /// <summary>Experts: factor of the experts' sum.</summary>
    public double RoutedScale { get; set; }

    /// <summary>Experts: groups of experts, of which a token chooses first.</summary>
    public int ExpertGroups { get; set; }

    /// <summary>Experts: groups that a token may choose from.</summary>
    public int TopGroups { get; set; }

    /// <summary>Experts: inner width of the expert that every token goes to; 0 for none.</summary>
    public int SharedHidden { get; set; }

    /// <summary>Experts: step of the biases that balance load without a loss.</summary>
    public double BalanceRate { get; set; }

    /// <summary>Experts: coefficient of the load-balancing loss.</summary>
    public double BalanceLoss { get; set; }

    /// <summary>Experts: coefficient of the router's z-loss.</summary>
    public double ZLoss { get; set; }
}
