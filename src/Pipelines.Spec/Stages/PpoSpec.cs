namespace Pipelines.Spec;

/// <summary><c>kind: ppo</c>: proximal policy optimization with a value head (Schulman et al. 2017); makes a Checkpoint.</summary>
/// <param name="Kl">coefficient of the penalty for each token's divergence from the checkpoint it began with</param>
/// <param name="KlTarget">adapts the coefficient towards this divergence of an answer (Ziegler et al. 2019); null keeps it</param>
/// <param name="KlHorizon">answers over which the coefficient adapts</param>
/// <param name="KlEstimator">how the divergence is estimated</param>
/// <param name="Gamma">discount of later rewards</param>
/// <param name="Lambda">λ of generalized advantage estimation (Schulman et al. 2016)</param>
/// <param name="Clip">ε: how far a probability's ratio may be from 1</param>
/// <param name="ValueClip">how far a value may move from the one before</param>
/// <param name="ValueWeight">weight of the value loss</param>
/// <param name="Epochs">passes over the answers of a step</param>
/// <param name="MiniBatches">optimizer steps in a pass</param>
/// <param name="WhitenRewards">whether rewards are scaled to deviation 1</param>
/// <param name="MissingEndPenalty">taken from the reward of an answer that did not end</param>
public sealed record PpoSpec(
    string Name,
    string From,
    EquatableArray<string> Data,
    EquatableArray<RewardSourceSpec> Rewards,
    long Steps,
    int Prompts,
    SamplingSpec Sampling,
    double Kl,
    double? KlTarget,
    long KlHorizon,
    KlEstimator KlEstimator,
    double Gamma,
    double Lambda,
    double Clip,
    double ValueClip,
    double ValueWeight,
    int Epochs,
    int MiniBatches,
    bool WhitenRewards,
    double MissingEndPenalty,
    TrainingSpec Training,
    AdapterSpec? Adapter) : RolloutStageSpec(Name, From, Data, Rewards, Steps, Prompts, Sampling, Training, Adapter)
{
    /// <inheritdoc/>
    public override string Kind => "ppo";
}
