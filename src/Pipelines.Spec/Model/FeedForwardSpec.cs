namespace Pipelines.Spec;

/// <summary>What works on each token's channels alone.</summary>
public abstract record FeedForwardSpec : PartSpec
{
    /// <summary>Inner width; that of one expert where there are several.</summary>
    public abstract int Hidden { get; init; }
}

/// <summary>No feed-forward: the block only mixes.</summary>
public sealed record NoFeedForward : FeedForwardSpec
{
    /// <inheritdoc/>
    public override int Hidden { get => 0; init { } }

    /// <inheritdoc/>
    public override string Word => "none";

    /// <inheritdoc/>
    public override IEnumerable<PartSetting> Settings => [];
}

/// <summary>down(silu(gate(x)) · up(x)) (Shazeer 2020).</summary>
public sealed record SwiGluSpec(int Hidden, bool Bias) : FeedForwardSpec
{
    /// <inheritdoc/>
    public override int Hidden { get; init; } = Hidden;

    /// <inheritdoc/>
    public override string Word => "swiglu";

    /// <summary>Where gate and up are clamped, and up is shifted by one; null for neither (OpenAI 2025, gpt-oss).</summary>
    public double? SwigluLimit { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<PartSetting> Settings =>
    [
        new("hidden", Hidden), new("bias", Bias), .. SwigluLimit is { } limit ? new PartSetting[] { new("swiglu_limit", limit) } : [],
    ];

    /// <inheritdoc/>
    protected override IEnumerable<string> Features
    {
        get
        {
            if (Bias) yield return "bias";
            if (SwigluLimit is not null) yield return "clamped";
        }
    }
}

/// <summary>down(gelu(gate(x)) · up(x)), GELU in its tanh form (Shazeer 2020).</summary>
public sealed record GeGluSpec(int Hidden, bool Bias) : FeedForwardSpec
{
    /// <inheritdoc/>
    public override int Hidden { get; init; } = Hidden;

    /// <inheritdoc/>
    public override string Word => "geglu";

    /// <inheritdoc/>
    public override IEnumerable<PartSetting> Settings => [new("hidden", Hidden), new("bias", Bias)];

    /// <inheritdoc/>
    protected override IEnumerable<string> Features => Bias ? ["bias"] : [];
}

/// <summary>proj(activation(fc(x))).</summary>
public sealed record MlpSpec(int Hidden, bool Bias, Activation Activation = Activation.GeluTanh) : FeedForwardSpec
{
    /// <inheritdoc/>
    public override int Hidden { get; init; } = Hidden;

    /// <inheritdoc/>
    public override string Word => "mlp";

    /// <inheritdoc/>
    public override IEnumerable<PartSetting> Settings =>
        [new("hidden", Hidden), new("bias", Bias), new("activation", Activation)];

    /// <inheritdoc/>
    protected override IEnumerable<string> Features
    {
        get
        {
            if (Bias) yield return "bias";
            if (Activation != Activation.GeluTanh) yield return Activation.ToString().ToLowerInvariant();
        }
    }
}

/// <summary>The functions between the two projections of an MLP.</summary>
public enum Activation
{
    /// <summary>x·Φ(x) with Φ approximated by tanh (Hendrycks and Gimpel 2016).</summary>
    GeluTanh,

    /// <summary>x·Φ(x).</summary>
    Gelu,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>x·σ(x).</summary>
    Silu,
}
