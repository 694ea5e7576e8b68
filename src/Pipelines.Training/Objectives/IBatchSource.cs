using System.Collections.ObjectModel;

namespace Pipelines.Training;

/// <summary>
/// Where a run's data comes from. What a step sees must be a function of the step, and of what a checkpoint keeps, alone, so that a
/// resumed run sees what it would have seen.
/// </summary>
/// <typeparam name="TBatch">one micro-batch</typeparam>
public interface IBatchSource<out TBatch>
{
    /// <summary>Micro-batches whose gradients make one optimizer step.</summary>
    int MicroBatches { get; }

    /// <summary>What decides the data of each step, by name: a run goes on only from a checkpoint with the same.</summary>
    IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>A micro-batch.</summary>
    /// <param name="step">the optimizer step, counted from 0</param>
    /// <param name="micro">in [0, <see cref="MicroBatches"/>)</param>
    /// <param name="cancellation">
    /// ends the making of data that takes long, such as a model's own answers; asked of at steps where a run may stop
    /// </param>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellation"/> was asked for before the data was made: nothing of it is kept
    /// </exception>
    TBatch Get(long step, int micro, CancellationToken cancellation = default);

    /// <summary>
    /// Whether a run may stop when so many steps are done, to go on from its checkpoint. Data that is made of the weights at one step and
    /// learned from in several, such as a model's own answers, allows it only where new data would be made. Checkpoints and evaluations
    /// come at such steps alone, of which 0 is one, and at the end.
    /// </summary>
    /// <param name="step">optimizer steps done</param>
    bool MayStop(long step) => true;

    /// <summary>
    /// What it carries from step to step besides the weights, such as a coefficient that adapts: checkpoints keep it. Nothing unless
    /// overridden.
    /// </summary>
    IReadOnlyDictionary<string, double> Carried => ReadOnlyDictionary<string, double>.Empty;

    /// <summary>Goes on with what <see cref="Carried"/> was when a checkpoint was written.</summary>
    void Resume(IReadOnlyDictionary<string, double> carried)
    {
    }
}
