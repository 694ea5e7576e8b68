namespace Pipelines.Training;

/// <summary>A round's answers with all that an objective asks of them.</summary>
/// <param name="rollout">the answers and what they are worth</param>
public abstract class Round(Rollout rollout)
{
    /// <summary>The answers and what they are worth.</summary>
    public Rollout Rollout { get; } = rollout;

    /// <summary>The answers that are learned from, by their places in the rollout.</summary>
    public virtual IReadOnlyList<int> Kept { get; } = [.. Enumerable.Range(0, rollout.Answers.Count)];

    /// <summary>How much better each answer was than expected; where tokens have advantages of their own, their mean.</summary>
    public abstract IReadOnlyList<double> AnswerAdvantages { get; }

    /// <summary>What the answers have to tell, by name.</summary>
    public abstract IReadOnlyDictionary<string, double> Measures { get; }
}
