namespace Pipelines.Training;

/// <summary>
/// Is told what happens in a run, on the run's own thread and between steps: what takes long in here delays training.
/// </summary>
public interface ITrainingObserver
{
    /// <summary>Training begins or goes on.</summary>
    void Started(TrainingStart start);

    /// <summary>An optimizer step was made.</summary>
    void Stepped(StepMetrics metrics);

    /// <summary>Held-out data was looked at.</summary>
    /// <param name="step">optimizer steps done</param>
    /// <param name="evaluation">what was found</param>
    /// <param name="best">whether none before was better</param>
    void Evaluated(long step, Evaluation evaluation, bool best);

    /// <summary>A checkpoint is on disk.</summary>
    void Saved(Checkpoint checkpoint);

    /// <summary>A checkpoint could not be trusted; an earlier one is used, or none.</summary>
    void PassedOver(CorruptCheckpointException corrupt);
}

/// <summary>How a run starts.</summary>
/// <param name="Step">optimizer steps done already</param>
/// <param name="Steps">optimizer steps in the whole run</param>
/// <param name="Parameters">numbers that are trained</param>
/// <param name="Precision">number format of activations and matrix products: <c>float32</c> or <c>bfloat16</c></param>
/// <param name="Resumed">the checkpoint that the run goes on from, or null at the beginning</param>
public sealed record TrainingStart(long Step, long Steps, long Parameters, string Precision, Checkpoint? Resumed);

/// <summary>One optimizer step.</summary>
/// <param name="Step">optimizer steps done, this one included</param>
/// <param name="Steps">optimizer steps in the whole run</param>
/// <param name="Loss">mean loss over the step's terms: for next-token training nats a token</param>
/// <param name="LearningRate">the rate that was used</param>
/// <param name="GradientNorm">norm of all gradients together, before clipping</param>
/// <param name="Tokens">tokens trained on so far</param>
/// <param name="TokensPerSecond">of this step</param>
/// <param name="MemoryBytes">the process's resident memory</param>
/// <param name="Measures">what the objective says of the step, by name</param>
public sealed record StepMetrics(
    long Step,
    long Steps,
    double Loss,
    double LearningRate,
    double GradientNorm,
    long Tokens,
    double TokensPerSecond,
    long MemoryBytes,
    IReadOnlyDictionary<string, double> Measures);
