namespace Pipelines.Spec;

/// <summary>
/// <c>kind: dpo</c>, <c>ipo</c>, <c>simpo</c>, <c>orpo</c>, <c>kto</c>: learns from pairs which of two answers is preferred, without a
/// reward model; makes a Checkpoint.
/// </summary>
/// <param name="Loss">what is minimised</param>
/// <param name="Epochs">passes over the pairs</param>
/// <param name="MaxTokens">most tokens of a conversation; longer pairs are dropped; null for the model's context</param>
public sealed record PreferenceSpec(
    string Name,
    string From,
    EquatableArray<string> Data,
    PreferenceLossSpec Loss,
    double Epochs,
    int? MaxTokens,
    TrainingSpec Training,
    AdapterSpec? Adapter) : FineTuningSpec(Name, From, Data, Training, Adapter)
{
    /// <inheritdoc/>
    public override string Kind => Loss.Kind;
}

/// <summary>A loss over preferred and rejected answers.</summary>
/// <param name="Beta">how far the policy may go from where it began</param>
public abstract record PreferenceLossSpec(double Beta)
{
    /// <summary>The word that <c>kind:</c> takes.</summary>
    public abstract string Kind { get; }

    /// <summary>Whether it needs the log-probabilities of the model that training began with.</summary>
    public virtual bool NeedsReference => true;
}

/// <summary>−log σ(β·Δ) of the difference Δ of log-ratios to the reference (Rafailov et al. 2023).</summary>
/// <param name="LabelSmoothing">ε: the probability that a label is wrong (robust DPO, Chowdhury et al. 2024)</param>
/// <param name="ReferenceFree">whether the reference counts as uniform</param>
public sealed record DpoSpec(double Beta, double LabelSmoothing, bool ReferenceFree) : PreferenceLossSpec(Beta)
{
    /// <inheritdoc/>
    public override string Kind => "dpo";

    /// <inheritdoc/>
    public override bool NeedsReference => !ReferenceFree;
}

/// <summary>(Δ − 1/(2β))² of log-ratios averaged over tokens (Azar et al. 2023).</summary>
public sealed record IpoSpec(double Beta) : PreferenceLossSpec(Beta)
{
    /// <inheritdoc/>
    public override string Kind => "ipo";
}

/// <summary>−log σ(β·(mean log p of chosen − of rejected) − γ), without a reference (Meng et al. 2024).</summary>
/// <param name="Gamma">the margin that is aimed at, in units of the reward</param>
public sealed record SimpoSpec(double Beta, double Gamma) : PreferenceLossSpec(Beta)
{
    /// <inheritdoc/>
    public override string Kind => "simpo";

    /// <inheritdoc/>
    public override bool NeedsReference => false;
}

/// <summary>Cross-entropy of the chosen answer and β times the log odds ratio, without a reference (Hong et al. 2024).</summary>
public sealed record OrpoSpec(double Beta) : PreferenceLossSpec(Beta)
{
    /// <inheritdoc/>
    public override string Kind => "orpo";

    /// <inheritdoc/>
    public override bool NeedsReference => false;
}

/// <summary>Answers that are good or bad each by itself, against the batch's own divergence (Ethayarajh et al. 2024).</summary>
/// <param name="DesirableWeight">weight of good answers</param>
/// <param name="UndesirableWeight">weight of bad ones</param>
public sealed record KtoSpec(double Beta, double DesirableWeight, double UndesirableWeight) : PreferenceLossSpec(Beta)
{
    /// <inheritdoc/>
    public override string Kind => "kto";
}
