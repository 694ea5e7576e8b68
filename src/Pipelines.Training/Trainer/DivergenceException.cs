namespace Pipelines.Training;

/// <summary>
/// Training came to numbers that no further step can mend: a loss or gradient that is not finite, or a loss far above its course.
/// </summary>
public sealed class DivergenceException : Exception
{
    internal DivergenceException(long step, string found, Checkpoint? lastGood)
        : base($"training diverged at step {step}: {found}; "
            + (lastGood is null
                ? "there is no checkpoint before it"
                : $"the last good checkpoint is {lastGood.Folder} (step {lastGood.State.Step})")
            + "; a lower learning rate, a longer warm-up or a smaller clip norm may help") => (Step, LastGood) = (step, lastGood);

    /// <summary>The step that was not made, counted from 1.</summary>
    public long Step { get; }

    /// <summary>The newest checkpoint from before, or null.</summary>
    public Checkpoint? LastGood { get; }
}
