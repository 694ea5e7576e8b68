namespace Pipelines.Spec;

/// <summary>
/// <c>kind: reward</c>: a scalar head over a checkpoint that ranks answers, trained on preferences (Bradley–Terry); makes a RewardModel.
/// </summary>
/// <param name="Epochs">passes over the pairs</param>
/// <param name="MaxTokens">most tokens of a conversation; longer pairs are dropped; null for the model's context</param>
/// <param name="Center">c in c·(r_chosen + r_rejected)², which keeps scores around zero (Eisenstein et al. 2023); 0 for none</param>
public sealed record RewardSpec(
    string Name,
    string From,
    EquatableArray<string> Data,
    double Epochs,
    int? MaxTokens,
    double Center,
    TrainingSpec Training,
    AdapterSpec? Adapter) : FineTuningSpec(Name, From, Data, Training, Adapter)
{
    /// <inheritdoc/>
    public override string Kind => "reward";
}
