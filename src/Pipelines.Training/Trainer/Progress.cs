namespace Pipelines.Training;

/// <summary>Where a run stands, apart from weights and moments.</summary>
/// <param name="settings">what the run was asked to do</param>
/// <param name="seed">of data order and dropout</param>
internal sealed class Progress(IReadOnlyDictionary<string, string> settings, long seed)
{
    public long Step { get; private set; }

    public long Tokens { get; private set; }

    public double Seconds { get; private set; }

    /// <summary>What was found after the last step, or null when that was not looked at.</summary>
    public Evaluation? Evaluation { get; private set; }

    public BestEvaluation? Best { get; private set; }

    public LossWatch Watch { get; } = new();

    /// <summary>This, to be written down.</summary>
    /// <param name="carried">what the batch source carries from step to step</param>
    public TrainingState State(IReadOnlyDictionary<string, double> carried) =>
        new(Step, seed, settings, Tokens, Seconds, Evaluation, Best, Watch.Mean, Watch.Variance, carried);

    /// <summary>Goes on from a checkpoint.</summary>
    /// <exception cref="CheckpointMismatchException">it is of a run with other settings</exception>
    public void Resume(Checkpoint checkpoint)
    {
        var state = checkpoint.State;
        foreach (var (name, here) in settings)
            if (state.Settings.GetValueOrDefault(name, "unknown") is var there && there != here)
                throw new CheckpointMismatchException(checkpoint, name, there, here);
        (Step, Tokens, Seconds, Evaluation, Best) = (state.Step, state.Tokens, state.Seconds, state.Evaluation, state.Best);
        Watch.Restore(state.LossMean, state.LossVariance);
    }

    /// <summary>Takes a step that was made.</summary>
    public void Stepped(long tokens, double seconds)
    {
        Step++;
        Tokens += tokens;
        Seconds += seconds;
        Evaluation = null;
    }

    /// <summary>Takes an evaluation; true when none before was as good.</summary>
    public bool Evaluated(Evaluation evaluation)
    {
        Evaluation = evaluation;
        if (Best is not null && evaluation.Loss >= Best.Evaluation.Loss) return false;
        Best = new BestEvaluation(Step, evaluation);
        return true;
    }
}
