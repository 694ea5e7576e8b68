namespace Pipelines.Spec;

/// <summary>Softmax attention (Vaswani et al. 2017).</summary>
/// <param name="Heads">query heads</param>
/// <param name="KvHeads">key and value heads; divides <paramref name="Heads"/> (Ainslie et al. 2023)</param>
/// <param name="HeadDim">width of a head</param>
/// <param name="QkvBias">whether q, k and v projections have biases</param>
/// <param name="OutBias">whether the output projection has one</param>
/// <param name="Rope">rotary positions, or null</param>
public sealed record AttentionSpec(int Heads, int KvHeads, int HeadDim, bool QkvBias, bool OutBias, RopeSpec? Rope) : MixerSpec
{
    /// <summary>How many tokens back a token sees, itself included; null for all (Beltagy et al. 2020).</summary>
    public int? Window { get; init; }

    /// <summary>
    /// How queries and keys are normalised before they turn (Henry et al. 2020). The weights of these norms are kept less one where the
    /// block's are.
    /// </summary>
    public QkNorm QkNorm { get; init; }

    /// <summary>c in c·tanh(score / c), or null (Gemma team 2024, section 2).</summary>
    public double? Softcap { get; init; }

    /// <summary>Factor of the scores; null for 1/√head_dim.</summary>
    public double? Scale { get; init; }

    /// <summary>Whether scores fall with distance, a slope for each head (Press et al. 2022).</summary>
    public bool Alibi { get; init; }

    /// <summary>Whether tokens see only those before them.</summary>
    public bool Causal { get; init; } = true;

    /// <summary>Whether keys and values come from another sequence.</summary>
    public bool Cross { get; init; }

    /// <summary>Whether each head has a score beside those of the keys, with nothing behind it (Xiao et al. 2023).</summary>
    public bool Sinks { get; init; }

    /// <inheritdoc/>
    public override string Word => "attention";

    /// <inheritdoc/>
    public override IEnumerable<PartSetting> Settings =>
    [
        new("heads", Heads), new("kv_heads", KvHeads), new("head_dim", HeadDim), new("qkv_bias", QkvBias), new("out_bias", OutBias),
        new("window", Window), new("qk_norm", QkNorm == QkNorm.Whole ? "whole" : (object)(QkNorm == QkNorm.Head)),
        new("softcap", Softcap), new("scale", Scale), new("alibi", Alibi),
        new("causal", Causal), new("cross", Cross),
        .. Sinks ? new PartSetting[] { new("sinks", true) } : [],
        .. RopeSpec.SettingsOf(Rope),
    ];

    /// <inheritdoc/>
    protected override IEnumerable<string> Features
    {
        get
        {
            if (Rope is not null) yield return Rope.Structure;
            if (Alibi) yield return "alibi";
            if (QkvBias) yield return "qkv bias";
            if (OutBias) yield return "out bias";
            if (QkNorm != QkNorm.None) yield return QkNorm == QkNorm.Whole ? "whole qk norm" : "qk norm";
            if (Window is not null) yield return "window";
            if (Softcap is not null) yield return "softcap";
            if (Scale is not null) yield return "scale";
            if (!Causal) yield return "not causal";
            if (Cross) yield return "cross";
            if (Sinks) yield return "sinks";
        }
    }
}
