namespace Pipelines.Spec;

/// <summary><c>kind: distill</c>: teaches a checkpoint the distributions of another one's; makes a Checkpoint.</summary>
/// <param name="Teacher">the stage whose checkpoint teaches</param>
/// <param name="Divergence">what is minimised</param>
/// <param name="Temperature">divides both models' logits</param>
/// <param name="OnPolicy">the share of batches whose answers the student gives itself (Agarwal et al. 2024)</param>
/// <param name="Sampling">how the student gives them</param>
/// <param name="HardWeight">weight of the data's own cross-entropy; the divergence has the rest of 1</param>
/// <param name="Epochs">passes over the examples</param>
/// <param name="MaxTokens">most tokens of an example; null for the model's context</param>
public sealed record DistillSpec(
    string Name,
    string From,
    string Teacher,
    EquatableArray<string> Data,
    Divergence Divergence,
    double Temperature,
    double OnPolicy,
    SamplingSpec Sampling,
    double HardWeight,
    double Epochs,
    int? MaxTokens,
    TrainingSpec Training,
    AdapterSpec? Adapter) : FineTuningSpec(Name, From, Data, Training, Adapter)
{
    /// <inheritdoc/>
    public override string Kind => "distill";

    /// <inheritdoc/>
    public override IEnumerable<string> Inputs => new[] { From, Teacher }.Distinct();
}

/// <summary>Which way around a divergence of student and teacher is taken.</summary>
public enum Divergence
{
    /// <summary>KL(teacher ‖ student): covers what the teacher does (Hinton et al. 2015).</summary>
    Forward,

    /// <summary>KL(student ‖ teacher): does what the teacher surely does (Gu et al. 2024).</summary>
    Reverse,
}
