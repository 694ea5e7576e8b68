namespace Pipelines.Training;

/// <summary>How a run ended, when it ended well; a run that diverged ends in a <see cref="DivergenceException"/>.</summary>
/// <param name="Completed">whether all steps were made; false after a cancellation, from whose checkpoint the next run goes on</param>
/// <param name="Last">the last checkpoint</param>
/// <param name="Best">the step and evaluation of the best checkpoint, or null when nothing was evaluated</param>
/// <param name="Final">the evaluation after the last step, or null</param>
/// <param name="Tokens">tokens trained on, in all runs together</param>
/// <param name="Seconds">time trained, in all runs together</param>
public sealed record TrainingOutcome(bool Completed, Checkpoint Last, BestEvaluation? Best, Evaluation? Final, long Tokens, double Seconds);
