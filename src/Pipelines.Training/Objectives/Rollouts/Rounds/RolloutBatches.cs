using System.Collections.ObjectModel;

namespace Pipelines.Training;

/// <summary>
/// Data that the model makes itself: at the beginning of each round it answers prompts, and the steps of the round learn from the answers.
/// A run stops between rounds alone.
/// </summary>
/// <typeparam name="TRound">what is known of a round's answers</typeparam>
/// <typeparam name="TBatch">one micro-batch</typeparam>
/// <param name="plan">how the answers are learned from</param>
/// <param name="sampled">is given each round, counted from 0, or null</param>
public abstract class RolloutBatches<TRound, TBatch>(RoundPlan plan, Action<long, Round>? sampled) : IBatchSource<TBatch>
    where TRound : Round
{
    private (long Index, TRound? Round) made = (-1, null);

    /// <inheritdoc/>
    public int MicroBatches => plan.MicroBatches;

    /// <inheritdoc/>
    public virtual IReadOnlyDictionary<string, string> Settings => plan.Settings;

    /// <inheritdoc/>
    public virtual IReadOnlyDictionary<string, double> Carried => ReadOnlyDictionary<string, double>.Empty;

    /// <inheritdoc/>
    public bool MayStop(long step) => plan.Begins(step);

    /// <inheritdoc/>
    public virtual void Resume(IReadOnlyDictionary<string, double> carried)
    {
    }

    /// <inheritdoc/>
    public TBatch Get(long step, int micro, CancellationToken cancellation = default)
    {
        var index = plan.RoundOf(step);
        if (made.Round is null || made.Index != index) made = (index, Make(index, cancellation));
        var round = made.Round!;
        var answers = round.Rollout.Answers;
        var chosen = plan.Get(step, micro, round.Kept, i => answers[i].Prompt.Tokens.Length + answers[i].Tokens.Length);
        return Batch(round, chosen, AnswerRows.Of([.. chosen.Select(i => answers[i])]), plan.Ends(step));
    }

    /// <summary>Has prompts answered and the answers judged.</summary>
    /// <param name="index">the round, counted from 0</param>
    /// <param name="cancellation">ends it early</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was asked for: the round was not begun</exception>
    private protected abstract Rollout Answer(long index, CancellationToken cancellation);

    /// <summary>Works out what the objective needs to know of a round's answers.</summary>
    private protected abstract TRound Weigh(Rollout rollout);

    /// <summary>A micro-batch of a round.</summary>
    /// <param name="round">the round</param>
    /// <param name="chosen">its answers, by their places in the rollout</param>
    /// <param name="rows">the same behind their prompts</param>
    /// <param name="ends">whether the round ends with this step</param>
    private protected abstract TBatch Batch(TRound round, IReadOnlyList<int> chosen, AnswerRows rows, bool ends);

    private TRound Make(long index, CancellationToken cancellation)
    {
        var round = Weigh(Answer(index, cancellation));
        sampled?.Invoke(index, round);
        return round;
    }
}
