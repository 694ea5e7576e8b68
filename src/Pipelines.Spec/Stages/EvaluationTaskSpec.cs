namespace Pipelines.Spec;

/// <summary>Something that a checkpoint is asked on the held-out examples of a source.</summary>
/// <param name="Data">the data source</param>
/// <param name="Limit">most examples; 0 takes all</param>
public abstract record EvaluationTaskSpec(string Data, int Limit)
{
    /// <summary>The word that <c>tasks:</c> takes.</summary>
    public abstract string Kind { get; }

    /// <summary>The stages whose artifacts it reads beside the checkpoints.</summary>
    public virtual IEnumerable<string> Inputs => [];
}

/// <summary>Loss and perplexity of the answers of conversations.</summary>
public sealed record AnswersTaskSpec(string Data, int Limit) : EvaluationTaskSpec(Data, Limit)
{
    /// <inheritdoc/>
    public override string Kind => "answers";
}

/// <summary>How often the right one of several answers is the likeliest: of a pair the chosen one.</summary>
/// <param name="Normalized">whether the accuracy of log-likelihoods a byte is told first, before that of whole ones</param>
public sealed record ChoiceTaskSpec(string Data, int Limit, bool Normalized) : EvaluationTaskSpec(Data, Limit)
{
    /// <inheritdoc/>
    public override string Kind => "choice";
}

/// <summary>How often written answers pass verifiers: pass@k (Chen et al. 2021) of <paramref name="Samples"/> answers to each prompt.</summary>
/// <param name="Rewards">what judges the answers; one passes with the whole reward</param>
/// <param name="Samples">answers to each prompt</param>
/// <param name="K">the k of pass@k</param>
/// <param name="Sampling">how answers are chosen</param>
public sealed record VerifiedTaskSpec(
    string Data,
    int Limit,
    EquatableArray<RewardSourceSpec> Rewards,
    int Samples,
    EquatableArray<int> K,
    SamplingSpec Sampling) : EvaluationTaskSpec(Data, Limit)
{
    /// <inheritdoc/>
    public override string Kind => "verified";

    /// <inheritdoc/>
    public override IEnumerable<string> Inputs => Rewards.OfType<RewardModelSpec>().Select(reward => reward.From);
}

/// <summary>How often a reward model prefers a checkpoint's answer to that of another one.</summary>
/// <param name="Reward">the stage that makes the reward model</param>
/// <param name="Against">the stage whose checkpoint gives the other answers; null for the example's own</param>
/// <param name="Sampling">how answers are chosen</param>
public sealed record WinRateTaskSpec(string Data, int Limit, string Reward, string? Against, SamplingSpec Sampling)
    : EvaluationTaskSpec(Data, Limit)
{
    /// <inheritdoc/>
    public override string Kind => "win_rate";

    /// <inheritdoc/>
    public override IEnumerable<string> Inputs => Against is null ? [Reward] : [Reward, Against];
}
